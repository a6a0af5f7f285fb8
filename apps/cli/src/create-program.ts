import { IMAGE_STATUSES } from '@miniatura/api-contract';
import { USERS } from '@miniatura/local-oidc/users';
import { Command, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { changeImages } from './commands/change-images.ts';
import { downloadImages, RENDERED_FORMATS } from './commands/download-images.ts';
import { listImages, type ListOptions, MAX_LISTED } from './commands/list-images.ts';
import { showImage } from './commands/show-image.ts';
import { uploadImages, type UploadOptions } from './commands/upload-images.ts';
import { watchImages } from './commands/watch-images.ts';
import { type AccessOptions, connect } from './connect.ts';
import {
  countParser,
  parseFolder,
  parseImageIds,
  parseSize,
  parseText,
  parseTexts,
} from './parse-arguments.ts';
import { printableLines } from './printable-lines.ts';

const MAX_TIMEOUT_SECONDS = 86_400;

type Given<Options> = Options & AccessOptions & { readonly json?: true };

/** Creates the command with its subcommands. */
export function createProgram(): Command {
  const program = new Command('miniatura')
    .description('Uploads, finds, downloads and deletes images through the HTTP API.')
    .version(manifest.version, '--version', 'print the version')
    .configureOutput({ outputError: (text, write) => write(printableLines(text)) })
    .showHelpAfterError('(miniatura --help displays help)')
    .exitOverride()
    .addHelpText('after', HELP);
  addUpload(program);
  addLists(program);
  addFiles(program);
  addChanges(program);
  return program;
}

const HELP = `
By default the API is that of the stack on this laptop, where the command signs in as --user.
Another API needs --api and a token.

Environment variables:
  MINIATURA_API    the API's URL, instead of --api
  MINIATURA_TOKEN  an access token, instead of --token, which other processes can see

Exit codes: 0 success, 1 an image or a request was rejected, 2 wrong usage, 3 no access,
4 the API cannot be reached, 130 Ctrl-C ended an upload.`;

/** Adds a subcommand with the options that all of them share. */
function subcommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .addOption(new Option('--api <url>', "the API's URL (default: the stack on this laptop)"))
    .addOption(new Option('--token <token>', 'an access token'))
    .addOption(
      new Option('--user <name>', 'who signs in on this laptop')
        .choices(USERS.map(({ username }) => username))
        .default(USERS[0].username),
    )
    .addOption(
      new Option('--data <dir>', "the stack's data folder")
        .argParser(parseFolder)
        .default('.miniatura'),
    )
    .option('--json', 'print JSON: one object per line for each image');
}

function addUpload(program: Command): void {
  subcommand(program, 'upload', 'Uploads images, and prints the result of each.')
    .argument('<path...>', 'images or folders of images')
    .option('--no-wait', 'end when the images are uploaded, before they are processed')
    .option(
      '--timeout <seconds>',
      'the longest time to wait for the processing',
      countParser(MAX_TIMEOUT_SECONDS),
      300,
    )
    .action(async (paths: string[], options: Given<UploadOptions>) => {
      await uploadImages(await connect(options), paths, options);
    });
}

function addLists(program: Command): void {
  const limit = new Option('--limit <number>', `at most this many images, up to ${MAX_LISTED}`)
    .argParser(countParser(MAX_LISTED))
    .default(50);
  const status = new Option('--status <status>', 'only images with this status').choices(
    IMAGE_STATUSES,
  );
  const list = async (options: Given<ListOptions>) => {
    const { text, label, status: wanted, json } = options;
    await listImages(await connect(options), {
      ...(text !== undefined && { text }),
      ...(label !== undefined && { label }),
      ...(wanted !== undefined && { status: wanted }),
      ...(json && { json }),
      limit: options.limit,
    });
  };
  subcommand(program, 'list', 'Lists images, newest upload first.')
    .addOption(limit)
    .addOption(status)
    .option('--label <name>', 'only images with this label', parseText)
    .action(list);
  subcommand(program, 'search', 'Lists images with words in their name, description or labels.')
    .argument('<text...>', 'the words', parseTexts)
    .addOption(limit)
    .addOption(status)
    .action((words: string[], options: Given<ListOptions>) =>
      list({ ...options, text: words.join(' ') }),
    );
  subcommand(program, 'watch', 'Prints images when they appear or change, until Ctrl-C.').action(
    async (options: Given<object>) => watchImages(await connect(options), options),
  );
}

function addFiles(program: Command): void {
  subcommand(program, 'show', 'Prints all facts of an image.')
    .argument('<id>', 'the id of the image', (text) => parseImageIds(text)[0])
    .action(async (imageId: string, options: Given<object>) => {
      await showImage(await connect(options), imageId, options);
    });
  subcommand(program, 'download', 'Downloads images. Existing files are not overwritten.')
    .argument('<id...>', 'ids of images', parseImageIds)
    .addOption(new Option('--original', 'the uploaded file (default)').conflicts('size'))
    .option('--size <size>', 'a width such as 800, or a box such as 800x600', parseSize)
    .addOption(
      new Option('--format <format>', 'format of an image with --size (default: jpeg)')
        .choices(RENDERED_FORMATS)
        .conflicts('original'),
    )
    .option('--out <dir>', 'the folder to write to', parseFolder, '.')
    .action(async (imageIds: string[], options: Given<Parameters<typeof downloadImages>[2]>) => {
      await downloadImages(await connect(options), imageIds, options);
    });
}

function addChanges(program: Command): void {
  subcommand(program, 'delete', 'Moves images to the trash.')
    .argument('<id...>', 'ids of images', parseImageIds)
    .option('--for-ever', 'delete them permanently')
    .action(async (imageIds: string[], options: Given<{ readonly forEver?: true }>) => {
      const change = options.forEver ? ('delete' as const) : ('trash' as const);
      await changeImages(await connect(options), imageIds, { ...options, change });
    });
  subcommand(program, 'restore', 'Restores images from the trash.')
    .argument('<id...>', 'ids of images', parseImageIds)
    .action(async (imageIds: string[], options: Given<object>) => {
      await changeImages(await connect(options), imageIds, { ...options, change: 'restore' });
    });
}
