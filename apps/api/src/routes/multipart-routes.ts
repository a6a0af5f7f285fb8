import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  multipartRequestSchema,
  multipartUploadSchema,
  partByteCountOf,
  partCountOf,
  partNumberSchema,
  partUrlSchema,
  storedMediaType,
  storedUploadSchema,
  uploadedPartsSchema,
  uploadIdSchema,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import type { Context } from 'hono';
import { ApiError } from '../errors.ts';
import {
  byteCountOfPart,
  type CompletableUploads,
  completeUpload,
} from '../multipart/complete-upload.ts';
import {
  noSuchUpload,
  type StartedUpload,
  uploadIdOf,
  uploadOfId,
} from '../multipart/upload-id.ts';
import { uploadKey } from '../upload-key.ts';
import type { ApiEnv } from './api-env.ts';
import {
  MULTIPART_REQUEST,
  MULTIPART_UPLOAD,
  PART_URL,
  STORED_UPLOAD,
  UPLOADED_PARTS,
} from './examples.ts';
import { jsonAnswer, jsonBody, SIGNED_IN } from './new-api.ts';
import { JSON_BODY_PROBLEM, problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

/** The multipart uploads of the originals' bucket. */
export interface MultipartUploads extends CompletableUploads {
  readonly bucket: string;
  /** Creates an upload. @returns its id in S3 */
  create(upload: {
    readonly key: string;
    readonly name: string;
    readonly mediaType: string;
    readonly subject: string;
  }): Promise<string>;
  /** Returns a URL that accepts exactly this number of bytes. */
  signPart(
    upload: StartedUpload,
    part: { readonly partNumber: number; readonly byteCount: number },
  ): Promise<string>;
}

export interface MultipartDependencies {
  readonly multipartUploads: MultipartUploads;
  /** The key with which the ids of uploads are signed. */
  readonly multipartSecret: () => Promise<Buffer>;
  readonly maxByteCount: number;
  readonly now: () => Date;
}

/** The buckets' lifecycle rules abort uploads that began more than a day before. */
const UPLOAD_MS = 24 * 60 * 60 * 1000;

const ofUpload = z.object({ uploadId: uploadIdSchema });

/** The problems of operations on an upload. */
const PROBLEM = ['invalid-request', 'not-found', ...SIGNED_IN_PROBLEM] as const;

const createUploadRoute = createRoute({
  method: 'post',
  path: '/uploads/multipart',
  operationId: 'createMultipartUpload',
  summary: 'Begins an upload in parts, which can be resumed for a day',
  security: SIGNED_IN,
  request: {
    body: jsonBody(multipartRequestSchema, MULTIPART_REQUEST),
  },
  responses: {
    201: jsonAnswer('The upload', multipartUploadSchema, MULTIPART_UPLOAD),
    ...problemAnswers(...JSON_BODY_PROBLEM, ...SIGNED_IN_PROBLEM),
  },
});

const signPartRoute = createRoute({
  method: 'get',
  path: '/uploads/multipart/{uploadId}/parts/{partNumber}',
  operationId: 'signPart',
  summary: 'Returns a signed URL for one part',
  security: SIGNED_IN,
  request: { params: ofUpload.extend({ partNumber: partNumberSchema }) },
  responses: {
    200: jsonAnswer('The URL', partUrlSchema, PART_URL),
    ...problemAnswers(...PROBLEM, 'not-acceptable'),
  },
});

const listPartsRoute = createRoute({
  method: 'get',
  path: '/uploads/multipart/{uploadId}/parts',
  operationId: 'listParts',
  summary: 'Lists the stored parts, to resume an upload',
  security: SIGNED_IN,
  request: { params: ofUpload },
  responses: {
    200: jsonAnswer('The parts', uploadedPartsSchema, UPLOADED_PARTS),
    ...problemAnswers(...PROBLEM, 'not-acceptable'),
  },
});

const completeUploadRoute = createRoute({
  method: 'post',
  path: '/uploads/multipart/{uploadId}/complete',
  operationId: 'completeMultipartUpload',
  summary: 'Combines the parts to the original; it can be repeated',
  security: SIGNED_IN,
  request: { params: ofUpload },
  responses: {
    200: jsonAnswer('The image is stored', storedUploadSchema, STORED_UPLOAD),
    ...problemAnswers(...PROBLEM, 'conflict', 'too-large'),
  },
});

const abortUploadRoute = createRoute({
  method: 'delete',
  path: '/uploads/multipart/{uploadId}',
  operationId: 'abortMultipartUpload',
  summary: 'Ends an upload and deletes its parts',
  security: SIGNED_IN,
  request: { params: ofUpload },
  responses: {
    204: { description: 'The upload does not exist any more' },
    ...problemAnswers(...PROBLEM),
  },
});

/** Adds the operations that clients need to upload files in parts, and to resume them. */
export function addMultipartRoutes(
  api: OpenAPIHono<ApiEnv>,
  { multipartUploads: uploads, multipartSecret, maxByteCount, now }: MultipartDependencies,
): void {
  const find = async (c: Context<ApiEnv>, uploadId: string) =>
    uploadOfId(uploadId, {
      secret: await multipartSecret(),
      subject: c.get('user').subject,
      now: now(),
    });

  api.openapi(createUploadRoute, async (c) => {
    const { name, mediaType: type, byteCount } = c.req.valid('json');
    if (byteCount > maxByteCount) throw tooLarge(name, byteCount, maxByteCount);
    const { subject } = c.get('user');
    const key = uploadKey(name, now());
    const mediaType = storedMediaType({ name, type });
    const s3UploadId = await uploads.create({ key, name, mediaType, subject });
    const expiresAtMs = now().getTime() + UPLOAD_MS;
    const started = { s3UploadId, key, subject, byteCount, expiresAtMs };
    const upload = {
      uploadId: uploadIdOf(started, await multipartSecret()),
      imageId: imageIdOf(uploads.bucket, key),
      key,
      partByteCount: partByteCountOf(byteCount),
      partCount: partCountOf(byteCount),
      expiresAt: new Date(expiresAtMs).toISOString(),
    };
    return c.json(upload, 201);
  });

  api.openapi(signPartRoute, async (c) => {
    const { uploadId, partNumber } = c.req.valid('param');
    const upload = await find(c, uploadId);
    const byteCount = byteCountOfPart(partNumber, upload.byteCount);
    const url = await uploads.signPart(upload, { partNumber, byteCount });
    return c.json({ partNumber, byteCount, url }, 200);
  });

  api.openapi(listPartsRoute, async (c) => {
    const parts = await uploads.listParts(await find(c, c.req.valid('param').uploadId));
    if (parts === null) throw noSuchUpload();
    return c.json({ parts: [...parts] }, 200);
  });

  api.openapi(completeUploadRoute, async (c) => {
    const upload = await find(c, c.req.valid('param').uploadId);
    await completeUpload(uploads, upload);
    return c.json({ imageId: imageIdOf(uploads.bucket, upload.key), key: upload.key }, 200);
  });

  api.openapi(abortUploadRoute, async (c) => {
    await uploads.abort(await find(c, c.req.valid('param').uploadId));
    return c.body(null, 204);
  });
}

function tooLarge(name: string, byteCount: number, maxByteCount: number): ApiError {
  const message = `Expected at most ${maxByteCount} bytes but received ${byteCount}`;
  return new ApiError('too-large', `${name}: ${message}`, {
    errors: [{ path: 'byteCount', message }],
  });
}
