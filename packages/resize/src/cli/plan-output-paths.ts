import { join, parse, sep } from 'node:path';
import type { RenditionSpec } from '../rendition-spec.ts';
import { shortName } from './file-names.ts';

/** An image to read, and where its renditions go below the output folder. */
export interface Source {
  /** Path on the file system, in any encoding. */
  readonly path: Buffer;
  /** Path as printable text. */
  readonly text: string;
  /** `holidays/beach.jpg` for an image found in a folder, `beach.jpg` for one named directly. */
  readonly relativePath: string;
}

const EXTENSIONS = { webp: '.webp', jpeg: '.jpg', avif: '.avif', png: '.png' } as const;

/**
 * Names all outputs before any is written, so that the names do not depend on which image is
 * finished first. Names that collide, with each other or with an image that is read, get the suffix
 * `-2`, `-3` and so on.
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
      const { dir, name } = parse(source.relativePath);
      const folder = join(outDirectory, ...dir.split(sep).map((part) => shortName(part, '')));
      return claim({ folder, name, ending: suffix, extension: EXTENSIONS[spec.format] }, used);
    }),
  );
}

interface OutputName {
  readonly folder: string;
  readonly name: string;
  readonly ending: string;
  readonly extension: string;
}

function claim({ folder, name, ending, extension }: OutputName, used: Set<string>): string {
  for (let copy = 1; ; copy++) {
    const tail = `${ending}${copy === 1 ? '' : `-${copy}`}${extension}`;
    const path = join(folder, shortName(name, tail));
    if (used.has(fold(path))) continue;
    used.add(fold(path));
    return path;
  }
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();
