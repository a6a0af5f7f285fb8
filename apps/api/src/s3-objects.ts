import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { UploadChannel } from '@miniatura/metadata';
import { deleteObjects, uploadMetadata, versionsOfKey } from '@miniatura/objects';
import type { SignedUrls } from './image-views.ts';
import type { RemoveObject } from './routes/image-routes.ts';
import type { OriginalUploads } from './routes/upload-routes.ts';
import { SIGNED_FOR_SECONDS, signingTimeOf } from './signed-for.ts';

function metadataOf(
  { subject, name }: { readonly subject: string; readonly name: string },
  uploadedThrough: UploadChannel,
) {
  return uploadMetadata({ uploadedBy: subject, uploadedThrough, fileName: name });
}

/** Uploads originals into one bucket, by forms or directly. */
export function s3Originals(s3: S3Client, bucket: string, now: () => Date): OriginalUploads {
  return {
    bucket,
    async signForm({ key, mediaType, maxByteCount, ...upload }) {
      const entries = Object.entries(metadataOf(upload, 'presigned-post'));
      const metadata = entries.map(([name, value]) => [`x-amz-meta-${name}`, value]);
      const { url, fields } = await createPresignedPost(s3, {
        Bucket: bucket,
        Key: key,
        // The SDK makes each field a condition, so that the form must contain these values.
        Fields: { 'Content-Type': mediaType, ...Object.fromEntries(metadata) },
        Conditions: [['content-length-range', 1, maxByteCount]],
        Expires: SIGNED_FOR_SECONDS,
      });
      const expiresAt = new Date(now().getTime() + SIGNED_FOR_SECONDS * 1000).toISOString();
      return { url, fields, expiresAt };
    },

    async put({ key, mediaType, bytes, ...upload }) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: mediaType,
          Metadata: metadataOf(upload, 'api'),
        }),
      );
    },
  };
}

/** Removes an object with all its versions and delete markers. */
export function s3Remover(s3: S3Client): RemoveObject {
  return async ({ bucket, key }) => deleteObjects(s3, bucket, await versionsOfKey(s3, bucket, key));
}

/** Creates URLs that S3 itself serves, so that stored objects do not pass through the API. */
export function s3SignedUrls(
  s3: S3Client,
  buckets: { readonly originals: string; readonly thumbnails: string },
  now: () => Date,
): Omit<SignedUrls, 'render'> {
  const sign = (command: GetObjectCommand) =>
    getSignedUrl(s3, command, {
      expiresIn: SIGNED_FOR_SECONDS,
      signingDate: signingTimeOf(now()),
    });
  return {
    thumbnail: (key) => sign(new GetObjectCommand({ Bucket: buckets.thumbnails, Key: key })),
    original: ({ key, name, mediaType, isDownload }) =>
      sign(
        new GetObjectCommand({
          Bucket: buckets.originals,
          Key: key,
          // The media type is the detected one, so that a browser runs no script in an original.
          ResponseContentType: mediaType ?? 'application/octet-stream',
          ResponseContentDisposition: dispositionOf(name, isDownload ? null : mediaType),
        }),
      ),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc6266 */
function dispositionOf(name: string, mediaType: string | null): string {
  const type =
    mediaType?.startsWith('image/') && mediaType !== 'image/svg+xml' ? 'inline' : 'attachment';
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, percentEncoded);
  return `${type}; filename*=UTF-8''${encoded}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
