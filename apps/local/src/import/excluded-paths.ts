import { matchesGlob } from 'node:path';

/**
 * A test of paths, relative to the folder that is imported, with slashes. A glob with a slash is
 * held against the whole path, one without against each name, as in .gitignore.
 *
 * @example excludedPaths(['raw', '*.tif'])('2024/raw') // true
 */
export function excludedPaths(globs: readonly string[]): (relativePath: string) => boolean {
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return globs.some((glob) => {
      const pattern = glob.replace(/\/+$/, '').replace(/^\.?\//, '');
      return matchesGlob(glob.replace(/\/+$/, '').includes('/') ? path : name, pattern);
    });
  };
}
