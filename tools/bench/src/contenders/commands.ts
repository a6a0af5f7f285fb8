import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WEBP_EFFORT, WEBP_QUALITY } from './contender.ts';

const execute = promisify(execFile);

/** Where `fetch-test-servers.ts` installs the current Pillow and sharp-cli. */
const FETCHED = join(import.meta.dirname, '../../../../.test-servers');
const FETCHED_PYTHON = join(FETCHED, 'pillow/bin/python');
const FETCHED_SHARP_CLI = join(FETCHED, 'sharp-cli/node_modules/.bin/sharp');

/** A contender that is run as a command: it processes all images of one size in one call. */
export interface CommandContender {
  readonly name: string;
  readonly command: string;
  readonly toArguments: (paths: readonly string[], size: number, outFolder: string) => string[];
}

const PILLOW_SCRIPT = `
import os, sys
from PIL import Image, ImageOps
size, out = int(sys.argv[1]), sys.argv[2]
for path in sys.argv[3:]:
    image = Image.open(path)
    image.draft("RGB", (size, size))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((size, size), Image.LANCZOS)
    image.convert("RGB").save(os.path.join(out, os.path.basename(path) + ".webp"), quality=${WEBP_QUALITY}, method=${WEBP_EFFORT})
`;

const COMMANDS: readonly (CommandContender & { readonly probe: readonly string[] })[] = [
  {
    name: 'vipsthumbnail',
    command: 'vipsthumbnail',
    probe: ['--version'],
    toArguments: (paths, size, outFolder) => [
      '--vips-concurrency=1',
      ...vipsthumbnailArguments(paths, size, outFolder),
    ],
  },
  {
    name: 'sharp-cli',
    command: FETCHED_SHARP_CLI,
    probe: ['--version'],
    toArguments: (paths, size, outFolder) => [
      ...['--input', ...paths, '--output', outFolder, '--autoOrient'],
      ...['--format', 'webp', '--quality', String(WEBP_QUALITY), '--effort', String(WEBP_EFFORT)],
      ...['resize', String(size), String(size), '--fit', 'inside', '--withoutEnlargement'],
    ],
  },
  ...[FETCHED_PYTHON, 'python3', '/usr/bin/python3'].map((command) => ({
    name: 'Pillow',
    command,
    probe: ['-c', 'import PIL'],
    toArguments: (paths: readonly string[], size: number, outFolder: string) => [
      '-c',
      PILLOW_SCRIPT,
      String(size),
      outFolder,
      ...paths,
    ],
  })),
  {
    name: 'GraphicsMagick',
    command: 'gm',
    probe: ['version'],
    toArguments: (paths, size, outFolder) => [
      'mogrify',
      '-size',
      `${size * 2}x${size * 2}`,
      '-auto-orient',
      '-resize',
      `${size}x${size}>`,
      '+profile',
      '*',
      '-define',
      `webp:method=${WEBP_EFFORT}`,
      '-quality',
      String(WEBP_QUALITY),
      '-output-directory',
      outFolder,
      '-create-directories',
      '-format',
      'webp',
      ...paths,
    ],
  },
];

/** The arguments with which vipsthumbnail makes one rendition of each image in one call. */
export function vipsthumbnailArguments(
  paths: readonly string[],
  size: number,
  outFolder: string,
): string[] {
  const options = `Q=${WEBP_QUALITY},effort=${WEBP_EFFORT},strip`;
  const output = `${outFolder}/%s.webp[${options}]`;
  return ['--size', `${size}x${size}>`, '--output', output, ...paths];
}

interface FoundCommands {
  readonly commands: readonly CommandContender[];
  /** Names of the contenders that are not installed. */
  readonly missing: readonly string[];
}

/**
 * Looks for each contender on this machine. If it is installed more than once, the first one is
 * used.
 */
export async function findCommands(): Promise<FoundCommands> {
  const commands: CommandContender[] = [];
  for (const candidate of COMMANDS) {
    const isKnown = commands.some(({ name }) => name === candidate.name);
    if (!isKnown && (await answers(candidate.command, candidate.probe))) commands.push(candidate);
  }
  const found = new Set(commands.map(({ name }) => name));
  const names = new Set(COMMANDS.map(({ name }) => name));
  return { commands, missing: [...names.difference(found)] };
}

function answers(command: string, probe: readonly string[]): Promise<boolean> {
  return execute(command, probe).then(
    () => true,
    () => false,
  );
}
