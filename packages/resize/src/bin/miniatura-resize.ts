#!/usr/bin/env node
import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { endOnOutputError, escapeControlCharacters, showProgress } from '@miniatura/text';
import { Command, CommanderError, Option } from 'commander';
import { findSources, PathError, realPathText } from '../cli/find-sources.ts';
import { makeFolder } from '../cli/make-folder.ts';
import { obstacleTo } from '../cli/obstacle-to.ts';
import {
  FIT_CHOICES,
  FORMAT_CHOICES,
  parseQuality,
  parseSizes,
  type ResizeOptions,
  toSpecs,
} from '../cli/parse-options.ts';
import { planOutputPaths, type Source } from '../cli/plan-output-paths.ts';
import { type MadeRenditions, type Rejected, resizeFile } from '../cli/resize-file.ts';
import { type RunResult, summarize, toJson } from '../cli/summarize.ts';
import { OptionError } from '../errors.ts';
import { checkRenditionSpecs } from '../rendition-spec.ts';

const EXIT_REJECTED = 1;
const EXIT_USAGE = 2;

const program = new Command('miniatura-resize')
  .description('Make thumbnails of images. Folders are searched recursively.')
  .argument('<paths...>', 'images and folders of images')
  .requiredOption('-o, --out <folder>', 'folder to write to; created if missing')
  .option(
    '-s, --size <sizes>',
    'box such as 128 or 640x480; several separated by commas (default: 128)',
    parseSizes,
  )
  .addOption(
    new Option('-f, --fit <fit>', 'how an image is fitted into its box')
      .choices(FIT_CHOICES)
      .default('inside'),
  )
  .addOption(
    new Option('-t, --format <format>', 'output format').choices(FORMAT_CHOICES).default('webp'),
  )
  .option('-q, --quality <quality>', '1–100 (default: webp and jpeg 80, avif 50)', parseQuality)
  .option(
    '-b, --background <color>',
    '#rrggbb behind transparency in jpeg, and around the image with contain',
  )
  .option('-a, --animated', 'keep animations (webp only)', false)
  .option('-l, --linear', 'scale in linear light: slower, more accurate for fine patterns', false)
  .option('--json', 'print the results as JSON', false)
  .addHelpText(
    'after',
    `
Images are never enlarged. Inputs are never overwritten; an existing output of the same name is.
With several sizes, the size is appended to each name.

Exit codes: 0 all images converted, 1 some rejected (the summary has the reasons), 2 wrong usage.

Example: miniatura-resize photos --out thumbnails --size 128,512`,
  )
  .showHelpAfterError('(miniatura-resize --help displays help)')
  .exitOverride()
  .action(run);

endOnOutputError();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

async function run(paths: string[], given: Omit<ResizeOptions, 'size'> & { size?: string[] }) {
  const options: ResizeOptions = { ...given, size: given.size ?? ['128'] };
  const specs = toSpecs(options);
  checkRenditionSpecs(specs);
  const sources = await findSources(paths, await realpath(options.out).catch(() => undefined));
  const outDirectory = await openFolder(options.out);
  const inputs = await Promise.all(sources.map(({ path }) => realPathText(path)));
  const outputs = planOutputPaths(sources, specs, outDirectory, inputs);
  const resize = { renditions: specs, linearLight: options.linear };
  const result = await inParallel(sources, (source, index) =>
    resizeFile(source, outputs[index] ?? [], resize),
  );
  process.stdout.write(`${options.json ? toJson(result) : summarize(result)}\n`);
  if (result.rejected.length > 0) process.exitCode = EXIT_REJECTED;
}

async function openFolder(path: string): Promise<string> {
  try {
    makeFolder(path);
    return await realpath(path);
  } catch (cause) {
    const reason = obstacleTo(path) ?? `received ${path}`;
    throw new PathError(`Expected a folder to write to but ${reason}`, { cause });
  }
}

/** Each image takes one thread, so that as many run at once as there are cores. */
async function inParallel(
  sources: readonly Source[],
  resizeOne: (source: Source, index: number) => Promise<MadeRenditions | Rejected>,
): Promise<RunResult> {
  const startedAt = performance.now();
  const results: (MadeRenditions | Rejected)[] = [];
  let doneCount = 0;
  const progress = showProgress('images', () => ({ doneCount, totalCount: sources.length }));
  const rest = sources.entries();
  const lane = async (): Promise<void> => {
    for (const [index, source] of rest) {
      results[index] = await resizeOne(source, index);
      doneCount += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(sources.length, availableParallelism()) }, lane));
  progress.stop();
  return {
    made: results.filter((result) => 'files' in result),
    rejected: results.filter((result) => 'code' in result),
    durationMs: performance.now() - startedAt,
  };
}

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (!(error instanceof PathError || error instanceof OptionError)) throw error;
  process.stderr.write(
    `error: ${escapeControlCharacters(error.message)}\n(miniatura-resize --help displays help)\n`,
  );
  return EXIT_USAGE;
}
