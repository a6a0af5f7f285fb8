import { matchesGlob } from 'node:path';

/**
 * Creates a test of paths relative to the imported folder, with slashes. As in .gitignore, a glob
 * with a slash is compared with the complete path, and one without a slash with each name.
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
