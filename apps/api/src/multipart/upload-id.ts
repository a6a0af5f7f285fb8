import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ApiError } from '../errors.ts';

const startedUploadSchema = z.object({
  /** The id that S3 has given to the upload. */
  s3UploadId: z.string(),
  key: z.string(),
  /** The uploader. */
  subject: z.string(),
  /** The declared size of the file. */
  byteCount: z.number().int(),
  /** In milliseconds since 1970. */
  expiresAtMs: z.number().int(),
});
/** The state of a multipart upload that S3 does not return. */
export type StartedUpload = Readonly<z.infer<typeof startedUploadSchema>>;

/**
 * Returns the id that clients use: the upload and its signature. Thus the API stores nothing about
 * an upload, and no client can change its key, its uploader or its size.
 */
export function uploadIdOf(upload: StartedUpload, secret: Buffer): string {
  const content = Buffer.from(JSON.stringify(upload)).toString('base64url');
  return `${content}.${signatureOf(content, secret)}`;
}

/**
 * Returns the upload of an id.
 * @throws ApiError `not-found` if the API has not created the id for this user, or if the upload
 *   has expired
 */
export function uploadOfId(
  uploadId: string,
  {
    secret,
    subject,
    now,
  }: { readonly secret: Buffer; readonly subject: string; readonly now: Date },
): StartedUpload {
  const [content = '', signature = ''] = uploadId.split('.');
  const expected = Buffer.from(signatureOf(content, secret));
  const received = Buffer.from(signature);
  const isOurs = expected.length === received.length && timingSafeEqual(expected, received);
  if (!isOurs) throw noSuchUpload();
  const upload = startedUploadSchema.parse(
    JSON.parse(Buffer.from(content, 'base64url').toString()),
  );
  if (upload.subject !== subject || upload.expiresAtMs <= now.getTime()) throw noSuchUpload();
  return upload;
}

export function noSuchUpload(): ApiError {
  return new ApiError(
    'not-found',
    'No multipart upload of this user has this id. It may have been completed, aborted or have expired: create a new one',
  );
}

function signatureOf(content: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`multipart ${content}`).digest('base64url');
}
