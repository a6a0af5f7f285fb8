import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Loads the packages that are installed beside it, apart from the workspace's. */
export const NSFWJS_LOADER = new URL('../nsfwjs/load-model.mjs', import.meta.url);

const NSFWJS_FOLDER = dirname(fileURLToPath(NSFWJS_LOADER));

/** Each side of the square that the model looks at. */
export const NSFWJS_SIDE_PIXELS = 224;

/** What the process of nsfwjs is asked. */
export interface NsfwQuestion {
  /** RGB, one byte a channel, rows from the top. */
  readonly pixels: Uint8Array;
}

/** nsfwjs is asked for, but not installed. */
export class NsfwjsMissingError extends Error {
  override readonly name = 'NsfwjsMissingError';
  readonly code = 'nsfwjs-missing';
}

/**
 * The version of nsfwjs that is installed.
 * @param folder where it is installed
 * @throws NsfwjsMissingError that says how to install it
 */
export const installedNsfwjsVersion = (folder = NSFWJS_FOLDER): string => {
  const manifest = `${folder}/node_modules/nsfwjs/package.json`;
  if (existsSync(manifest)) {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  }
  throw new NsfwjsMissingError(
    'Expected nsfwjs, which is installed apart (350 MB), but it is not there. Install it:\n' +
      `  npm ci --prefix ${relative(process.cwd(), folder) || '.'}`,
  );
};
