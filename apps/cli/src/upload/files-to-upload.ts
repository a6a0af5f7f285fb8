import { open } from 'node:fs/promises';
import { findFiles, findRoots, reasonOf } from '@miniatura/local/find-files';
import { sniffMediaType } from '@miniatura/resize/media-type';
import type { UploadResult } from './upload-result.ts';

/** An image in the file system. */
export interface FileToUpload {
  /** The path as bytes of the file system, which may not be UTF-8. */
  readonly path: Buffer;
  /** The path for messages. */
  readonly file: string;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
}

/** The number of bytes needed to detect the media type. */
const HEAD_BYTES = 4096;

/**
 * Yields the images at and below the paths, and the result of each file that is not uploaded. The
 * type is detected from the content. In folders, other files are skipped; a path that names one
 * fails.
 * @throws ImportPathError if a path does not exist
 */
export async function* filesToUpload(
  paths: readonly string[],
): AsyncGenerator<FileToUpload | UploadResult> {
  const roots = await findRoots(paths);
  const named = new Set(roots.filter(({ isFolder }) => !isFolder).map(({ path }) => String(path)));
  for await (const found of findFiles(roots, () => false)) {
    if (found.kind === 'file') {
      const { path, text: file, name } = found;
      yield await detected({ path, file, name }, named.has(String(path)));
    } else if (found.kind === 'unreadable') {
      const { text: file, message } = found;
      yield { file, imageId: null, status: 'failed', code: 'unreadable', message };
    } else {
      const { text: file, reason: code } = found;
      yield { file, imageId: null, status: 'skipped', code, message: null };
    }
  }
}

async function detected(
  file: Pick<FileToUpload, 'path' | 'file' | 'name'>,
  isNamed: boolean,
): Promise<FileToUpload | UploadResult> {
  try {
    const { mediaType, byteCount } = await headOf(file.path);
    if (mediaType?.startsWith('image/')) return { ...file, mediaType, byteCount };
    const received = byteCount === 0 ? 'an empty file' : (mediaType ?? 'no known image type');
    const message = `Expected an image but received ${received}`;
    const status = isNamed ? 'failed' : 'skipped';
    return { file: file.file, imageId: null, status, code: 'not-an-image', message };
  } catch (error) {
    const message = `Expected to read it but ${reasonOf(error)}`;
    return { file: file.file, imageId: null, status: 'failed', code: 'unreadable', message };
  }
}

async function headOf(path: Buffer) {
  const handle = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const { size: byteCount } = await handle.stat();
    return { mediaType: sniffMediaType(head.subarray(0, bytesRead)), byteCount };
  } finally {
    await handle.close();
  }
}
