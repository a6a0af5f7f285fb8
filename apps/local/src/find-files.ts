import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { BULK_PREFIX } from '@miniatura/thumbnailer/lanes';

/** A file to be imported, and the key that it gets. */
export interface ImportFile {
  readonly path: string;
  readonly key: string;
}

/** A path that cannot be imported. */
export class ImportPathError extends Error {
  override readonly name = 'ImportPathError';
  readonly code = 'invalid-path';

  constructor(path: string, received: string, options?: ErrorOptions) {
    super(`Expected a file or a folder at ${path} but received ${received}`, options);
  }
}

/**
 * The files at these paths, folders entered, hidden files left out. Keys stay the same from one
 * run to the next, so that a second import replaces and repeats nothing, and differ for files of
 * one name in different places.
 *
 * @throws ImportPathError
 */
export async function findFiles(paths: readonly string[]): Promise<ImportFile[]> {
  const found = await Promise.all(paths.map((path) => filesAt(resolve(path))));
  return [...new Map(found.flat().map((file) => [file.key, file])).values()];
}

async function filesAt(path: string): Promise<ImportFile[]> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ImportPathError(path, error.code === 'ENOENT' ? 'nothing' : String(error.code), {
      cause: error,
    });
  });
  if (stats.isFile()) return [{ path, key: keyOf(resolve(path, '..'), path) }];
  if (!stats.isDirectory()) throw new ImportPathError(path, 'something else');
  return (await filesBelow(path)).map((file) => ({ path: file, key: keyOf(path, file) }));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .toSorted();
}

/** @example keyOf('/home/ann/pictures', '/home/ann/pictures/a/cat.jpg') // 'import/pictures-0f3a91c2/a/cat.jpg' */
function keyOf(folder: string, file: string): string {
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const rest = relative(folder, file).split(sep).join('/');
  return `${BULK_PREFIX}${basename(folder) || 'root'}-${place}/${rest}`;
}
