import { RECORD_LIMITS, UPLOAD_CHANNELS, type UploadChannel } from '@miniatura/metadata';

/** The user metadata by which our own doors tell S3 who uploads, and through what. */
export const UPLOADED_BY_METADATA = 'uploaded-by';
export const UPLOADED_THROUGH_METADATA = 'uploaded-through';

/**
 * Who uploaded an object, and through what. Objects that came without our metadata were put
 * straight into the bucket, by S3's principal.
 */
export function uploadOf(
  userMetadata: Readonly<Record<string, string>>,
  principalId: string,
): { readonly uploadedBy: string; readonly uploadedThrough: UploadChannel } {
  const uploadedBy = userMetadata[UPLOADED_BY_METADATA] || principalId;
  const channel = userMetadata[UPLOADED_THROUGH_METADATA];
  return {
    uploadedBy: uploadedBy.slice(0, RECORD_LIMITS.maxUploadedByCharacters).toWellFormed(),
    uploadedThrough: UPLOAD_CHANNELS.find((known) => known === channel) ?? 's3',
  };
}
