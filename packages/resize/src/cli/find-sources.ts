import { readdir, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { escapedText, fileNameText, joined, lastPart } from './file-names.ts';
import type { Source } from './plan-output-paths.ts';

/** A path on the command line is neither a file nor a folder. */
export class PathError extends Error {
  override readonly name = 'PathError';
  readonly code = 'invalid-path';
}

/**
 * Finds the images to read: named files, and all files below named folders, each once and in a
 * stable order. Hidden entries are skipped, and so is the output folder, because a second run would
 * shrink the results of the first. Names may be in any encoding.
 * @param outDirectory real path of the output folder, if it exists already
 */
export async function findSources(
  paths: readonly string[],
  outDirectory: string | undefined,
): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const path of paths) {
    for (const source of await expand(path, outDirectory)) {
      const real = await realPathText(source.path);
      if (!found.has(real)) found.set(real, source);
    }
  }
  return [...found.values()];
}

async function expand(path: string, outDirectory: string | undefined): Promise<Source[]> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new PathError(`Expected a file or folder but received ${path}`, { cause });
  });
  const bytes = Buffer.from(path);
  if (stats.isFile()) return [sourceAt(bytes, lastPart(bytes))];
  if (!stats.isDirectory()) throw new PathError(`Expected a file or folder but received ${path}`);
  if ((await realpath(path)) === outDirectory) {
    throw new PathError(`Expected a folder to write to other than ${path} but received the same`);
  }
  const files = await walk(bytes, outDirectory);
  const start = bytes.at(-1) === sep.charCodeAt(0) ? bytes.length : bytes.length + 1;
  return files.map((file) => sourceAt(file, file.subarray(start)));
}

function sourceAt(path: Buffer, relativePath: Buffer): Source {
  return { path, text: fileNameText(path), relativePath: escapedText(relativePath, '%') };
}

async function walk(folder: Buffer, outDirectory: string | undefined): Promise<Buffer[]> {
  if ((await realPathText(folder)) === outDirectory) return [];
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  const shown = entries.filter(({ name }) => name[0] !== DOT);
  const files: Buffer[] = [];
  for (const entry of shown.sort((one, other) => Buffer.compare(one.name, other.name))) {
    const path = joined(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path, outDirectory)));
    else if (await isFile(path)) files.push(path);
  }
  return files;
}

const DOT = '.'.charCodeAt(0);

/** Returns the real path as text; different paths have different texts. */
export async function realPathText(path: Buffer): Promise<string> {
  return fileNameText(await realpath(path, { encoding: 'buffer' }));
}

/** Links to files are followed. Links to folders are not, because they may form a cycle. */
async function isFile(path: Buffer): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
