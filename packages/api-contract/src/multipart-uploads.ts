import * as z from 'zod';
import { imageIdSchema, timeSchema, wholeNumber } from './scalars.ts';
import { fileSchema } from './uploads.ts';

/** S3 accepts at most this number of parts. */
const MAX_PARTS = 10_000;
/** S3 accepts parts from 5 MiB; larger ones need fewer requests, smaller ones are repeated faster. */
const PART_BYTE_COUNT = 8 * 1024 * 1024;
const MAX_UPLOAD_ID_CHARACTERS = 4096;

/**
 * Returns the size of each part of a file except the last, in bytes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
export function partByteCountOf(byteCount: number): number {
  return Math.max(PART_BYTE_COUNT, Math.ceil(byteCount / MAX_PARTS));
}

export function partCountOf(byteCount: number): number {
  return Math.ceil(byteCount / partByteCountOf(byteCount));
}

export const multipartRequestSchema = fileSchema.meta({ id: 'MultipartRequest' });
export type MultipartRequest = Readonly<z.infer<typeof multipartRequestSchema>>;

/** A signed description of the upload: two parts in base64url, separated by a dot. */
export const uploadIdSchema = z
  .string()
  .max(MAX_UPLOAD_ID_CHARACTERS)
  .regex(/^[\w-]+\.[\w-]+$/, { error: 'Expected the uploadId of a multipart upload' })
  .meta({ example: 'eyJrZXkiOiIyMDI2LzExLzIx.Zk3Jq0c1' });

/** A multipart upload that has begun. Parts can be uploaded until `expiresAt`. */
export const multipartUploadSchema = z
  .object({
    uploadId: uploadIdSchema,
    imageId: imageIdSchema,
    key: z.string(),
    /** The size of each part except the last. */
    partByteCount: z.number().int(),
    partCount: z.number().int(),
    expiresAt: timeSchema,
  })
  .meta({ id: 'MultipartUpload' });
export type MultipartUpload = Readonly<z.infer<typeof multipartUploadSchema>>;

export const partNumberSchema = wholeNumber({ min: 1, max: MAX_PARTS }).meta({ example: 1 });

/** The URL to which the client sends exactly `byteCount` bytes by PUT. */
export const partUrlSchema = z
  .object({ partNumber: z.number().int(), byteCount: z.number().int(), url: z.string() })
  .meta({ id: 'PartUrl' });
export type PartUrl = Readonly<z.infer<typeof partUrlSchema>>;

/** The parts that S3 has stored, by number. */
export const uploadedPartsSchema = z
  .object({
    parts: z.array(
      z.object({ partNumber: z.number().int(), byteCount: z.number().int(), etag: z.string() }),
    ),
  })
  .meta({ id: 'UploadedParts' });
export type UploadedParts = Readonly<z.infer<typeof uploadedPartsSchema>>;
