import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Describes why there can be no folder at a path: `images/cat.jpg is a file`. The entry is the one at
 * the path, or the nearest one above it. Undefined if that is a folder.
 */
export function obstacleTo(path: string): string | undefined {
  // A link with a slash at its end would be followed.
  const entry = join(dirname(path), basename(path));
  if (!isThere(entry)) return dirname(path) === path ? undefined : obstacleTo(dirname(path));
  const kind = kindOf(entry);
  return kind === undefined ? undefined : `${entry} is ${kind}`;
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Returns what an entry is; undefined for a folder, and for a link to one. */
function kindOf(path: string): string | undefined {
  try {
    return kindOfStats(statSync(path));
  } catch (error) {
    // What exists and cannot be found is a link.
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be reached (${code})`;
    return `a symbolic link to ${readlinkSync(path)}, which ${reason}`;
  }
}

function kindOfStats(stats: Stats): string | undefined {
  if (stats.isDirectory()) return undefined;
  if (stats.isFile()) return 'a file';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
