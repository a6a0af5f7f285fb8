import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import {
  type ImageFacts,
  makeRenditions,
  type MakeRenditionsOptions,
  type Rendition,
} from '../make-renditions.ts';
import { checkByteCount } from '../read-dimensions.ts';
import { makeFolder } from './make-folder.ts';
import type { Source } from './plan-output-paths.ts';

export interface MadeRenditions {
  readonly source: string;
  readonly facts: ImageFacts;
  readonly files: readonly (Omit<Rendition, 'bytes'> & { readonly path: string })[];
}

export interface Rejected {
  readonly source: string;
  /** An `ImageErrorCode`, or a file system error: `unreadable` or `not-written`. */
  readonly code: string;
  readonly message: string;
}

/**
 * Makes the renditions of one image and writes them. Errors are returned in the result, not thrown.
 */
export async function resizeFile(
  { path, text: source }: Pick<Source, 'path' | 'text'>,
  outputPaths: readonly string[],
  options: MakeRenditionsOptions,
): Promise<MadeRenditions | Rejected> {
  const reject = (code: string, { message }: Error): Rejected => ({ source, code, message });
  let step = 'unreadable';
  try {
    const bytes = await readImage(path);
    const { renditions, ...facts } = await makeRenditions(bytes, options);
    step = 'not-written';
    return { source, facts, files: await writeAll(renditions, outputPaths) };
  } catch (error) {
    if (error instanceof ImageError) return reject(error.code, error);
    return reject(step, error instanceof Error ? error : new Error(String(error)));
  }
}

/** Checks the size first, so that a file that is too large is not read into memory. */
async function readImage(path: Buffer): Promise<Buffer> {
  const { size } = await stat(path);
  checkByteCount(size, DEFAULT_LIMITS);
  return readFile(path);
}

async function writeAll(renditions: readonly Rendition[], paths: readonly string[]) {
  const files = [];
  for (const [index, { bytes, ...facts }] of renditions.entries()) {
    const path = paths[index] ?? '';
    await writeWhole(path, bytes);
    files.push({ ...facts, path });
  }
  return files;
}

/** Writes to a temporary name and renames it, so that an interrupted run leaves no partial file. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path);
  const partPath = join(folder, `.${randomUUID()}.part`);
  makeFolder(folder);
  try {
    await writeFile(partPath, bytes);
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}
