import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { hasStatus, unquoteETag, UPLOADED_BY_METADATA, uploadMetadata } from '@miniatura/objects';
import { sniffMediaType } from '@miniatura/resize/media-type';
import { ORIGINALS_BUCKET } from '../stack/names.ts';
import { type ImportFile, reasonOf } from './find-files.ts';

export const IMPORT_FILE_ERROR_CODES = ['not-an-image', 'changed', 'unreadable'] as const;
export type ImportFileErrorCode = (typeof IMPORT_FILE_ERROR_CODES)[number];

/** A file that cannot be uploaded because of the file itself. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
  readonly code: ImportFileErrorCode;

  constructor(code: ImportFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface UploadedFile {
  /** The entity tag of the object: the MD5 of its bytes, because it is uploaded in one part. */
  readonly eTag: string;
  /** False when the same owner has uploaded the same bytes before. */
  readonly isNew: boolean;
}

/** The number of bytes needed to detect the media type. */
const HEAD_BYTES = 4096;
const CHUNK_BYTES = 256 * 1024;

/**
 * Uploads a file to the originals unless it is there already. Each call reads the file again.
 * @throws ImportFileError, and errors of the S3 client
 */
export async function uploadFile(
  s3: S3Client,
  file: ImportFile,
  uploadedBy: string,
): Promise<UploadedFile> {
  return withFile(file, async (handle) => {
    await requireImage(handle);
    const md5 = await md5Of(handle);
    const eTag = md5.toString('hex');
    const isNew = !(await isThere(s3, { key: file.key, eTag, uploadedBy }));
    if (isNew) await put(s3, file, { handle, md5, uploadedBy });
    return { eTag, isNew };
  });
}

/** Detects the media type from the first bytes of a file. @throws ImportFileError */
export function mediaTypeOfFile(file: ImportFile): Promise<string> {
  return withFile(file, requireImage);
}

async function withFile<T>(
  { path }: ImportFile,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    return await use(handle);
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    throw new ImportFileError('unreadable', `It cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    await handle?.close();
  }
}

/** Errors of sockets also have a system call, but neither `open` nor `read`. */
function isFileSystemError(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'open' || syscall === 'fstat' || (syscall === 'read' && !isOfSocket(error));
}

function isOfSocket(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'ETIMEDOUT' || code === 'EPIPE';
}

/**
 * Detects the media type of an image from its content. Empty files, which are left by failed
 * copies, are accepted, so that their rejection is recorded.
 */
async function requireImage(handle: FileHandle): Promise<string> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  if (bytesRead === 0) return 'application/x-empty';
  const mediaType = sniffMediaType(head.subarray(0, bytesRead));
  if (mediaType?.startsWith('image/')) return mediaType;
  const what = mediaType ?? 'content of no known image type';
  throw new ImportFileError('not-an-image', `Its content is not an image: ${what}`);
}

async function md5Of(handle: FileHandle): Promise<Buffer> {
  const hash = createHash('md5');
  const { size } = await handle.stat();
  for await (const chunk of bytesOf(handle, size)) hash.update(chunk);
  return hash.digest();
}

/** S3 verifies the MD5, so that a file that changes while it is read is not stored. */
async function put(
  s3: S3Client,
  { key, name }: ImportFile,
  from: { readonly handle: FileHandle; readonly md5: Buffer; readonly uploadedBy: string },
): Promise<void> {
  const { size } = await from.handle.stat();
  const reading = new AbortController();
  const body = Readable.from(endedBy(reading, bytesOf(from.handle, size)), { objectMode: false });
  const command = new PutObjectCommand({
    Bucket: ORIGINALS_BUCKET,
    Key: key,
    Body: body,
    ContentLength: size,
    ContentMD5: from.md5.toString('base64'),
    Metadata: uploadMetadata({
      uploadedBy: from.uploadedBy,
      uploadedThrough: 'import',
      fileName: name,
    }),
  });
  try {
    await s3.send(command, { abortSignal: reading.signal });
  } catch (error) {
    if (reading.signal.aborted) throw reading.signal.reason;
    throw (error as Error).name === 'BadDigest' ? changed(error) : error;
  } finally {
    body.destroy();
  }
}

/**
 * Destroys a body's stream by aborting the request, because the SDK does not handle stream errors.
 */
async function* endedBy(
  reading: AbortController,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    reading.abort(error);
  }
}

/** Yields exactly `size` bytes from the start. Bytes appended meanwhile are ignored. */
async function* bytesOf(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  if (size === 0) return;
  let byteCount = 0;
  const options = { start: 0, end: size - 1, autoClose: false, highWaterMark: CHUNK_BYTES };
  for await (const chunk of handle.createReadStream(options)) {
    byteCount += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (byteCount < size) throw changed();
}

function changed(cause?: unknown): ImportFileError {
  return new ImportFileError('changed', 'It changed while it was read', { cause });
}

async function isThere(
  s3: S3Client,
  expected: { readonly key: string; readonly eTag: string; readonly uploadedBy: string },
): Promise<boolean> {
  try {
    const { ETag, Metadata } = await s3.send(
      new HeadObjectCommand({ Bucket: ORIGINALS_BUCKET, Key: expected.key }),
    );
    return (
      unquoteETag(ETag) === expected.eTag &&
      Metadata?.[UPLOADED_BY_METADATA] === expected.uploadedBy
    );
  } catch (error) {
    if (hasStatus(error, 'notFound')) return false;
    throw error;
  }
}
