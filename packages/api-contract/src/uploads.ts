import * as z from 'zod';
import { imageIdSchema, timeSchema } from './scalars.ts';

export const MAX_FILES_PER_REQUEST = 100;

/** The longest file name of common file systems; keys in S3 have up to 1,024 bytes. */
const MAX_NAME_CHARACTERS = 255;
const MAX_MEDIA_TYPE_CHARACTERS = 127;

/** The user's file name. The server decides which part of it is used in a key. */
export const fileNameSchema = z
  .string()
  .min(1)
  .max(MAX_NAME_CHARACTERS)
  .refine((name) => name.isWellFormed(), { error: 'Expected well-formed Unicode' })
  .meta({ example: 'cat.jpg' });

/** A file to upload. */
export const fileSchema = z.object({
  name: fileNameSchema,
  /** The media type according to the file system or the browser; may be empty. */
  mediaType: z.string().max(MAX_MEDIA_TYPE_CHARACTERS).default(''),
  byteCount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

/**
 * The header of requests that must not be answered twice: a text of the client's choice. Quotes, as
 * in the draft of the IETF, are optional.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const idempotencyHeadersSchema = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: 'Expected 1 to 255 visible ASCII characters' })
    .optional()
    .meta({ example: '8e03978e-40d5-43dd-bc93-6894a57f9324' })
    .describe(
      'A text of your choice. A request that is sent again with it within a day gets the same answer',
    ),
});

export const uploadRequestSchema = z
  .object({
    files: z.array(fileSchema).min(1).max(MAX_FILES_PER_REQUEST),
  })
  .meta({ id: 'UploadRequest' });
export type UploadRequest = Readonly<z.infer<typeof uploadRequestSchema>>;

/** Forms to post to S3, in the order of the files: all `fields` first, then `file`. */
export const uploadFormsSchema = z
  .object({
    uploads: z.array(
      z.object({
        name: z.string(),
        imageId: imageIdSchema,
        key: z.string(),
        url: z.string(),
        fields: z.record(z.string(), z.string()),
        expiresAt: timeSchema,
      }),
    ),
  })
  .meta({ id: 'UploadForms' });
export type UploadForms = Readonly<z.infer<typeof uploadFormsSchema>>;

/** The result of `PUT /upload/{name}`. */
export const storedUploadSchema = z
  .object({ imageId: imageIdSchema, key: z.string() })
  .meta({ id: 'StoredUpload' });
export type StoredUpload = Readonly<z.infer<typeof storedUploadSchema>>;
