import { ApiError } from '@miniatura/api-client';
import type { MultipartUpload } from '@miniatura/api-contract';
import type { ApiClient } from '../api/api-client.ts';
import { retryWhileLimited } from '../api/retry-while-limited.ts';
import { sendToS3 } from './send-to-s3.ts';
import type { Sending } from './transfer.ts';
import type { UnfinishedUpload, UnfinishedUploads } from './unfinished-uploads.ts';

export type PartsApi = Pick<
  ApiClient,
  'createMultipartUpload' | 'signPart' | 'listParts' | 'completeMultipartUpload'
>;

export interface SendInPartsOptions {
  readonly api: PartsApi;
  readonly unfinished: UnfinishedUploads;
  readonly send?: typeof sendToS3;
}

/**
 * Sends a file in parts, and continues an earlier upload of the same file: parts that S3 has stored
 * are not sent again.
 * @returns the id of the image
 * @throws ApiError if the API rejects the file, UnreachableError, or Uppy's `NetworkError`
 */
export async function sendInParts(
  file: File,
  mediaType: string,
  sending: Sending,
  { api, unfinished, send = sendToS3 }: SendInPartsOptions,
): Promise<string> {
  const { upload, stored } = await open(file, mediaType, { api, unfinished });
  const { uploadId, partByteCount, partCount } = upload;
  const storedByteCount = () =>
    stored.values().reduce((sum, number) => sum + partOf(file, number, partByteCount).size, 0);
  sending.onProgress(storedByteCount());
  for (let partNumber = 1; partNumber <= partCount; partNumber++) {
    if (stored.has(partNumber)) continue;
    sending.signal.throwIfAborted();
    const { url } = await retryWhileLimited(() => api.signPart(uploadId, partNumber));
    const before = storedByteCount();
    await send({
      ...{ method: 'PUT', url, body: partOf(file, partNumber, partByteCount) },
      signal: sending.signal,
      onProgress: (byteCount) => sending.onProgress(before + byteCount),
    });
    stored.add(partNumber);
    unfinished.keep(file, upload, storedByteCount());
  }
  sending.signal.throwIfAborted();
  await retryWhileLimited(() => api.completeMultipartUpload(uploadId));
  unfinished.forget(uploadId);
  return upload.imageId;
}

interface OpenUpload {
  readonly upload: MultipartUpload;
  /** Numbers of the parts that S3 has stored completely. */
  readonly stored: Set<number>;
}

/** Continues the known upload of a file, or creates one if there is none any more. */
async function open(
  file: File,
  mediaType: string,
  { api, unfinished }: Pick<SendInPartsOptions, 'api' | 'unfinished'>,
): Promise<OpenUpload> {
  const known = unfinished.find(file);
  if (known !== undefined) {
    const stored = await storedParts(known, file, api);
    if (stored !== null) return { upload: known, stored };
    unfinished.forget(known.uploadId);
  }
  const { name, size: byteCount } = file;
  const upload = await retryWhileLimited(() =>
    api.createMultipartUpload({ name, mediaType, byteCount }),
  );
  unfinished.keep(file, upload, 0);
  return { upload, stored: new Set() };
}

/** Returns the numbers of the parts that S3 has stored; null if there is no such upload any more. */
async function storedParts(
  known: UnfinishedUpload,
  file: File,
  api: PartsApi,
): Promise<Set<number> | null> {
  const { uploadId, partByteCount, partCount } = known;
  const listed = await unlessNotFound(() => api.listParts(uploadId));
  if (listed !== null) {
    const complete = listed.parts.filter(
      ({ partNumber, byteCount }) => byteCount === partOf(file, partNumber, partByteCount).size,
    );
    return new Set(complete.map(({ partNumber }) => partNumber));
  }
  if (known.storedByteCount < file.size) return null;
  // If only the answer to the completion was lost, it succeeds again.
  return unlessNotFound(async () => {
    await api.completeMultipartUpload(uploadId);
    return new Set(Array.from({ length: partCount }, (_, index) => index + 1));
  });
}

async function unlessNotFound<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await retryWhileLimited(request);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return null;
    throw error;
  }
}

function partOf(file: File, partNumber: number, partByteCount: number): Blob {
  return file.slice((partNumber - 1) * partByteCount, partNumber * partByteCount);
}
