import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Source } from './plan-output-paths.ts';

/** A path that was named is no file and no folder: the command was mistyped. */
export class PathError extends Error {
  override readonly name = 'PathError';
  readonly code = 'invalid-path';
}

/**
 * The pictures to read: files as named, folders to their depths, each once, in a stable order.
 * Hidden entries are left out, and so is the output folder, or a second run would shrink the
 * results of the first.
 * @param outDirectory its real path, if it is there already
 */
export async function findSources(
  paths: readonly string[],
  outDirectory: string | undefined,
): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const path of paths) {
    for (const source of await expand(path, outDirectory)) {
      const real = await realpath(source.path);
      if (!found.has(real)) found.set(real, source);
    }
  }
  return [...found.values()];
}

async function expand(path: string, outDirectory: string | undefined): Promise<Source[]> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new PathError(`Expected a file or folder but received ${path}`, { cause });
  });
  if (stats.isFile()) return [{ path, relativePath: basename(path) }];
  if (!stats.isDirectory()) throw new PathError(`Expected a file or folder but received ${path}`);
  if ((await realpath(path)) === outDirectory) {
    throw new PathError(`Expected a folder to write to other than ${path} but received the same`);
  }
  const files = await walk(path, outDirectory);
  return files.map((file) => ({ path: file, relativePath: relative(path, file) }));
}

async function walk(folder: string, outDirectory: string | undefined): Promise<string[]> {
  if ((await realpath(folder)) === outDirectory) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const files: string[] = [];
  for (const entry of shown.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path, outDirectory)));
    else if (await isFile(path)) files.push(path);
  }
  return files;
}

/** Links to files are followed, links to folders are not: they may lead round in circles. */
const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;
