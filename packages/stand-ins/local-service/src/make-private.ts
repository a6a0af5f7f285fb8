import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const GROUP_AND_OTHERS = 0o077;

/**
 * Makes a file or a folder, with all that is in it, its owner's alone: 0600 and 0700. Links are left
 * alone. A folder comes last, so that its mode says that the work in it is done.
 */
export const makePrivate = (path: string): void => {
  const stats = lstatSync(path);
  if (!stats.isDirectory() && !stats.isFile()) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) makePrivate(join(path, name));
  if ((stats.mode & GROUP_AND_OTHERS) !== 0) chmodSync(path, stats.isDirectory() ? 0o700 : 0o600);
};
