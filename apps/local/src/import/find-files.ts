import { constants } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { fileNameText, joined, lastPart } from '@miniatura/resize/file-names';
import { ignoredName, type IgnoredReason } from './ignored-name.ts';
import { importKey } from './import-key.ts';

/** A file to import, and its key. */
export interface ImportFile {
  readonly kind: 'file';
  /** The path as bytes of the file system, which may not be UTF-8. */
  readonly path: Buffer;
  /** The path for messages. */
  readonly text: string;
  readonly key: string;
  /** The name of the file. */
  readonly name: string;
}

/** A file or folder that is skipped by its name or type. */
export interface IgnoredPath {
  readonly kind: 'ignored';
  readonly text: string;
  readonly reason: IgnoredReason | 'excluded' | 'folder-link' | 'broken-link' | 'special-file';
}

/** A folder that cannot be listed, or a file that cannot be read. */
export interface UnreadablePath {
  readonly kind: 'unreadable';
  readonly text: string;
  readonly message: string;
}

export type FoundPath = ImportFile | IgnoredPath | UnreadablePath;

/** A path that cannot be imported. */
export class ImportPathError extends Error {
  override readonly name = 'ImportPathError';
  readonly code = 'invalid-path';

  constructor(path: string, received: string, options?: ErrorOptions) {
    super(`Expected a file or a folder at ${path} but received ${received}`, options);
  }
}

/** A path that the user has given. */
export interface ImportRoot {
  readonly path: Buffer;
  readonly isFolder: boolean;
}

/**
 * Resolves the paths that the user has given, without duplicates.
 * @throws ImportPathError
 */
export async function findRoots(paths: readonly string[]): Promise<ImportRoot[]> {
  // An empty variable of a shell would be the current folder.
  if (paths.includes('')) throw new ImportPathError('an argument', 'an empty one');
  const roots = await Promise.all([...new Set(paths.map((path) => resolve(path)))].map(rootAt));
  // A file that is given together with its folder is found once.
  return roots.toSorted((one, other) => Number(one.isFolder) - Number(other.isFolder));
}

async function rootAt(path: string): Promise<ImportRoot> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ImportPathError(path, receivedFor(path, error), { cause: error });
  });
  if (!stats.isFile() && !stats.isDirectory()) throw new ImportPathError(path, 'something else');
  return { path: Buffer.from(path), isFolder: stats.isDirectory() };
}

function receivedFor(path: string, { code }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT') return String(code);
  // Node replaces bytes of an argument that are not UTF-8.
  return path.includes('\ufffd')
    ? 'nothing. A name that is not UTF-8 cannot be typed here: name its folder instead'
    : 'nothing';
}

/**
 * Yields the files at and below the roots one by one, so that large folders need little memory.
 * Links to files are followed. Links to folders are not, because they may form cycles. Keys are
 * stable, so that a repeated import uploads nothing twice, and unique for files of the same name in
 * different folders.
 */
export async function* findFiles(
  roots: readonly ImportRoot[],
  isExcluded: (relativePath: string) => boolean,
): AsyncGenerator<FoundPath> {
  const named = new Set<string>();
  for (const { path, isFolder } of roots) {
    if (!isFolder) {
      const file = fileAt(path, parentOf(path));
      named.add(file.key);
      yield file;
      continue;
    }
    for await (const found of findBelow(path, isExcluded)) {
      if (found.kind !== 'file' || !named.has(found.key)) yield found;
    }
  }
}

async function* findBelow(
  root: Buffer,
  isExcluded: (relativePath: string) => boolean,
): AsyncGenerator<FoundPath> {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      // Node does not join paths of buffers itself.
      for await (const entry of await opendir(folder as unknown as string, BUFFERS)) {
        const path = joined(folder, entry.name as unknown as Buffer);
        const text = fileNameText(path);
        const ignored = ignoredName(fileNameText(lastPart(path)), entry.isDirectory());
        if (ignored !== undefined) yield { kind: 'ignored', text, reason: ignored };
        else if (isExcluded(relativeText(root, path))) {
          yield { kind: 'ignored', text, reason: 'excluded' };
        } else if (entry.isDirectory()) folders.push(path);
        else yield await foundAt(path, root, entry.isSymbolicLink());
      }
    } catch (error) {
      yield { kind: 'unreadable', text: fileNameText(folder), message: reasonOf(error) };
    }
  }
}

const BUFFERS = { encoding: 'buffer' as BufferEncoding };

async function foundAt(path: Buffer, root: Buffer, isLink: boolean): Promise<FoundPath> {
  const text = fileNameText(path);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return { kind: 'ignored', text, reason: 'folder-link' };
    if (!stats.isFile()) return { kind: 'ignored', text, reason: 'special-file' };
    await access(path, constants.R_OK);
    return fileAt(path, root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isBroken = isLink && (code === 'ENOENT' || code === 'ELOOP');
    if (isBroken) return { kind: 'ignored', text, reason: 'broken-link' };
    return { kind: 'unreadable', text, message: reasonOf(error) };
  }
}

function fileAt(path: Buffer, root: Buffer): ImportFile {
  return {
    kind: 'file',
    path,
    text: fileNameText(path),
    key: importKey(root, path),
    name: fileNameText(lastPart(path)),
  };
}

function parentOf(path: Buffer): Buffer {
  const end = path.lastIndexOf(sep);
  return end <= 0 ? Buffer.from(sep) : path.subarray(0, end);
}

function relativeText(root: Buffer, path: Buffer): string {
  const start = root.at(-1) === sep.charCodeAt(0) ? root.length : root.length + 1;
  return fileNameText(path.subarray(start)).split(sep).join('/');
}

/** Describes an error of the file system without its path. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission to read it is missing';
    case 'ENOENT':
      return 'it no longer exists';
    default:
      return message;
  }
}
