import { RECORD_LIMITS, UPLOAD_CHANNELS, type UploadChannel } from '@miniatura/metadata';
import { fileNameMetadata, fileNameOf } from './file-name.ts';

/** The user metadata, `x-amz-meta-uploaded-by`, that names the user who uploads an object. */
export const UPLOADED_BY_METADATA = 'uploaded-by';
const UPLOADED_THROUGH_METADATA = 'uploaded-through';

/** What the user metadata of an object says about its upload. */
export interface Upload {
  readonly uploadedBy: string;
  readonly uploadedThrough: UploadChannel;
  /** The name of the user's own file; null where it is unknown. */
  readonly fileName: string | null;
}

/**
 * The user metadata that each of our ways to upload gives an object, which `uploadOf` reads.
 *
 * @param upload without `uploadedBy` the image belongs to S3's principal
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
 * Who uploaded an object, and through what. An object without our metadata was put into the bucket
 * directly, by S3's principal.
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
