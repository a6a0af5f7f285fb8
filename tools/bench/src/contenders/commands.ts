import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WEBP_EFFORT } from './contender.ts';

const execute = promisify(execFile);

/** A peer that is run as a command: all pictures of one size in one go. */
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
    image.convert("RGB").save(os.path.join(out, os.path.basename(path) + ".webp"), method=${WEBP_EFFORT})
`;

const COMMANDS: readonly (CommandContender & { readonly probe: readonly string[] })[] = [
  {
    name: 'vipsthumbnail',
    command: 'vipsthumbnail',
    probe: ['--version'],
    toArguments: (paths, size, outFolder) => [
      '--vips-concurrency=1',
      '--size',
      `${size}x${size}>`,
      '--output',
      `${outFolder}/%s.webp[effort=${WEBP_EFFORT},strip]`,
      ...paths,
    ],
  },
  ...['python3', '/usr/bin/python3'].map((command) => ({
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
      '-output-directory',
      outFolder,
      '-create-directories',
      '-format',
      'webp',
      ...paths,
    ],
  },
];

/** Those of the peers that this machine has, each once. */
export async function findCommands(): Promise<CommandContender[]> {
  const found: CommandContender[] = [];
  for (const candidate of COMMANDS) {
    const isKnown = found.some(({ name }) => name === candidate.name);
    if (!isKnown && (await answers(candidate.command, candidate.probe))) found.push(candidate);
  }
  return found;
}

const answers = (command: string, probe: readonly string[]): Promise<boolean> =>
  execute(command, probe).then(
    () => true,
    () => false,
  );
