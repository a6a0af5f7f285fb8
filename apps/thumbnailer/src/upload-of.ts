import { RECORD_LIMITS, UPLOAD_CHANNELS, type UploadChannel } from '@miniatura/metadata';
import { fileNameOf } from '@miniatura/metadata/file-name';

/** The user metadata by which our own doors tell S3 who uploads, and through what. */
export const UPLOADED_BY_METADATA = 'uploaded-by';
export const UPLOADED_THROUGH_METADATA = 'uploaded-through';

/** What our own doors tell of an upload. */
export interface Upload {
  readonly uploadedBy: string;
  readonly uploadedThrough: UploadChannel;
  /** The name of the user's own file; null where it is not told. */
  readonly fileName: string | null;
}

/**
 * Who uploaded an object, and through what. Objects that came without our metadata were put
 * straight into the bucket, by S3's principal.
 */
export function uploadOf(
  userMetadata: Readonly<Record<string, string>>,
  principalId: string,
): Upload {
  const uploadedBy = userMetadata[UPLOADED_BY_METADATA] || principalId;
  const channel = userMetadata[UPLOADED_THROUGH_METADATA];
  return {
    uploadedBy: uploadedBy.slice(0, RECORD_LIMITS.maxUploadedByCharacters).toWellFormed(),
    uploadedThrough: UPLOAD_CHANNELS.find((known) => known === channel) ?? 's3',
    fileName: fileNameOf(userMetadata),
  };
}
