import { basename, dirname, extname, join } from 'node:path';
import type { RenditionSpec } from '../rendition-spec.ts';

/** A picture to be read, and where below the output folder its renditions belong. */
export interface Source {
  readonly path: string;
  /** `holidays/beach.jpg` for a picture found in a folder, `beach.jpg` for one named directly. */
  readonly relativePath: string;
}

const EXTENSIONS = { webp: '.webp', jpeg: '.jpg', avif: '.avif', png: '.png' } as const;

/**
 * Names every output before any is written, so that the names do not depend on which picture is
 * done first. Names that collide, with each other or with a picture that is read, are told apart
 * by `-2`, `-3` and so on.
 * @param taken absolute paths that must not be written; compared without regard to case, as some
 *   file systems do
 * @returns for each source, one path per spec
 */
export function planOutputPaths(
  sources: readonly Source[],
  specs: readonly RenditionSpec[],
  outDirectory: string,
  taken: Iterable<string>,
): string[][] {
  const used = new Set([...taken].map(fold));
  return sources.map((source) =>
    specs.map((spec) => {
      const suffix = specs.length > 1 ? `-${spec.name}` : '';
      const stem = join(outDirectory, withoutExtension(source.relativePath) + suffix);
      return claim(stem, EXTENSIONS[spec.format], used);
    }),
  );
}

function claim(stem: string, extension: string, used: Set<string>): string {
  for (let copy = 1; ; copy++) {
    const path = `${stem}${copy === 1 ? '' : `-${copy}`}${extension}`;
    if (used.has(fold(path))) continue;
    used.add(fold(path));
    return path;
  }
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();

const withoutExtension = (path: string): string =>
  join(dirname(path), basename(path, extname(path)));
