import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Loads the packages in its folder, which are not part of the workspace. */
export const NSFWJS_LOADER = new URL('../nsfwjs/load-model.mjs', import.meta.url);

const NSFWJS_FOLDER = dirname(fileURLToPath(NSFWJS_LOADER));

/** The side of the square input of the model. */
export const NSFWJS_SIDE_PIXELS = 224;

/** A question for the process of nsfwjs. */
export interface NsfwQuestion {
  /** RGB, one byte per channel, rows from the top. */
  readonly pixels: Uint8Array;
}

/** nsfwjs is selected but not installed. */
export class NsfwjsMissingError extends Error {
  override readonly name = 'NsfwjsMissingError';
  readonly code = 'nsfwjs-missing';
}

/**
 * Returns the version of nsfwjs that is installed.
 * @param folder the folder of the installation
 * @throws NsfwjsMissingError with the command that installs it
 */
export function installedNsfwjsVersion(folder = NSFWJS_FOLDER): string {
  const manifest = `${folder}/node_modules/nsfwjs/package.json`;
  if (existsSync(manifest)) {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  }
  throw new NsfwjsMissingError(
    'Expected nsfwjs, which is installed separately (350 MB), but it is missing. Install it:\n' +
      `  npm ci --prefix ${relative(process.cwd(), folder) || '.'}`,
  );
}
