import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { decodeObjectKey, ignoreGoneOrReplaced } from '@miniatura/objects';
import type { MultipartUpload, MultipartUploads } from './multipart-uploads.ts';

/** Lists and aborts the incomplete multipart uploads of an S3 bucket. */
export function s3MultipartUploads(s3: S3Client, bucket: string): MultipartUploads {
  return {
    bucket,
    listUploads: () => listUploads(s3, bucket),
    async abortUpload({ key, uploadId }) {
      const command = new AbortMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
      });
      await s3.send(command).catch(ignoreGoneOrReplaced);
    },
  };
}

async function* listUploads(
  s3: S3Client,
  bucket: string,
): AsyncGenerator<readonly MultipartUpload[]> {
  let from: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } = {};
  for (;;) {
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, EncodingType: 'url', ...from }),
    );
    const { Uploads = [], IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    yield Uploads.map(({ Key = '', UploadId = '', Initiated = new Date(0) }) => ({
      key: decodeObjectKey(Key),
      uploadId: UploadId,
      initiated: Initiated,
    }));
    if (!IsTruncated) return;
    from = {
      KeyMarker: decodeObjectKey(NextKeyMarker ?? ''),
      ...(NextUploadIdMarker !== undefined && { UploadIdMarker: NextUploadIdMarker }),
    };
  }
}
