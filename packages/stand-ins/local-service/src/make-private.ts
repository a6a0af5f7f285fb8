import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const GROUP_AND_OTHERS = 0o077;

/**
 * Restricts a file, or a folder and everything in it, to its owner: mode 0600 or 0700. Symbolic
 * links are skipped. A folder's mode is changed last, so that it shows that the contents are done.
 */
export function makePrivate(path: string): void {
  const stats = lstatSync(path);
  if (!stats.isDirectory() && !stats.isFile()) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) makePrivate(join(path, name));
  if ((stats.mode & GROUP_AND_OTHERS) !== 0) chmodSync(path, stats.isDirectory() ? 0o700 : 0o600);
}
