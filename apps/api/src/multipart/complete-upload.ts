import { partByteCountOf, partCountOf } from '@miniatura/api-contract';
import { ApiError } from '../errors.ts';
import { noSuchUpload, type StartedUpload } from './upload-id.ts';

export interface StoredPart {
  readonly partNumber: number;
  readonly byteCount: number;
  readonly etag: string;
}

/** The operations of S3 that complete an upload. */
export interface CompletableUploads {
  /** Returns the stored parts by number, or null if S3 has no such upload. */
  listParts(upload: StartedUpload): Promise<readonly StoredPart[] | null>;
  /** Combines exactly these parts, unless the upload is gone or one of them was replaced. */
  complete(
    upload: StartedUpload,
    parts: readonly StoredPart[],
  ): Promise<'completed' | 'gone' | 'replaced'>;
  abort(upload: StartedUpload): Promise<void>;
  /** Returns whether the object of the upload exists. */
  isStored(upload: StartedUpload): Promise<boolean>;
}

/**
 * Combines the parts after a check of their real sizes. A repeated completion has no effect. An
 * upload that is larger than declared is aborted.
 * @throws ApiError `too-large`, `conflict` if parts are missing or replaced, or `not-found`
 */
export async function completeUpload(
  uploads: CompletableUploads,
  upload: StartedUpload,
): Promise<void> {
  const parts = await uploads.listParts(upload);
  if (parts === null) return requireStored(uploads, upload);
  const byteCount = parts.reduce((sum, part) => sum + part.byteCount, 0);
  if (byteCount > upload.byteCount) {
    await uploads.abort(upload);
    throw new ApiError(
      'too-large',
      `Expected parts of ${upload.byteCount} bytes in total but received ${byteCount}: the upload is aborted`,
    );
  }
  const missing = missingParts(upload, parts);
  if (missing.length > 0) {
    const numbers = missing.slice(0, MAX_LISTED_PARTS).join(', ');
    throw new ApiError(
      'conflict',
      `Expected ${partCountOf(upload.byteCount)} parts but ${missing.length} are missing: ${numbers}`,
    );
  }
  const outcome = await uploads.complete(upload, parts);
  if (outcome === 'gone') await requireStored(uploads, upload);
  if (outcome === 'replaced') {
    const detail = 'A part was uploaded again during the completion: complete the upload again';
    throw new ApiError('conflict', detail);
  }
}

const MAX_LISTED_PARTS = 20;

/** Another request may have completed the upload. */
async function requireStored(uploads: CompletableUploads, upload: StartedUpload): Promise<void> {
  if (!(await uploads.isStored(upload))) throw noSuchUpload();
}

/** Returns the numbers of the parts that are not stored in their full size. */
function missingParts({ byteCount }: StartedUpload, parts: readonly StoredPart[]): number[] {
  const sizes = new Map(parts.map((part) => [part.partNumber, part.byteCount]));
  return Array.from({ length: partCountOf(byteCount) }, (_, index) => index + 1).filter(
    (partNumber) => sizes.get(partNumber) !== byteCountOfPart(partNumber, byteCount),
  );
}

/** Returns the size of one part of a file in bytes. @throws ApiError if the file has fewer parts */
export function byteCountOfPart(partNumber: number, byteCount: number): number {
  const start = (partNumber - 1) * partByteCountOf(byteCount);
  if (start < byteCount) return Math.min(partByteCountOf(byteCount), byteCount - start);
  const message = `Expected a number up to ${partCountOf(byteCount)} but received ${partNumber}`;
  throw new ApiError('invalid-request', `partNumber: ${message}`, {
    errors: [{ path: 'partNumber', message }],
  });
}
