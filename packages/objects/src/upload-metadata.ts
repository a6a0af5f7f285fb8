import { RECORD_LIMITS, UPLOAD_CHANNELS, type UploadChannel } from '@miniatura/metadata';
import { fileNameMetadata, fileNameOf } from './file-name.ts';

/** The user metadata, `x-amz-meta-uploaded-by`, with the user who uploads an object. */
export const UPLOADED_BY_METADATA = 'uploaded-by';
const UPLOADED_THROUGH_METADATA = 'uploaded-through';

/** The properties of an upload in the user metadata of its object. */
export interface Upload {
  readonly uploadedBy: string;
  readonly uploadedThrough: UploadChannel;
  /** Name of the user's file; null if it is unknown. */
  readonly fileName: string | null;
}

/**
 * Returns the user metadata for an upload, which `uploadOf` reads.
 * @param upload without `uploadedBy`, the image belongs to S3's principal
 */
export function uploadMetadata({
  uploadedBy,
  uploadedThrough,
  fileName,
}: {
  readonly uploadedBy: string | undefined;
  readonly uploadedThrough: UploadChannel;
  readonly fileName: string | undefined;
}): Readonly<Record<string, string>> {
  return {
    ...(uploadedBy && { [UPLOADED_BY_METADATA]: uploadedBy }),
    [UPLOADED_THROUGH_METADATA]: uploadedThrough,
    ...fileNameMetadata(fileName),
  };
}

/**
 * Returns the uploader and the channel of an object. An object without our metadata was uploaded
 * directly to the bucket by S3's principal.
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
