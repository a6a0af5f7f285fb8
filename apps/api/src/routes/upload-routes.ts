import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  fileNameSchema,
  storedMediaType,
  storedUploadSchema,
  uploadFormsSchema,
  type UploadRequest,
  uploadRequestSchema,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { type MediaType, sniffMediaType } from '@miniatura/resize/media-type';
import { ApiError } from '../errors.ts';
import { limitBody } from '../limit-body.ts';
import { MAX_DIRECT_BYTES } from '../resources.ts';
import { uploadKey } from '../upload-key.ts';
import type { ApiEnv } from './api-env.ts';
import { jsonAnswer, PROBLEM_ANSWER, SIGNED_IN } from './new-api.ts';

interface Upload {
  readonly key: string;
  /** Name of the user's file. */
  readonly name: string;
  readonly mediaType: string;
  readonly subject: string;
}

interface SignedForm {
  readonly url: string;
  readonly fields: Record<string, string>;
  readonly expiresAt: string;
}

/** The bucket for uploads. */
export interface OriginalUploads {
  readonly bucket: string;
  /** Returns a form with which S3 accepts exactly this upload. */
  signForm(upload: Upload & { readonly maxByteCount: number }): Promise<SignedForm>;
  put(upload: Upload & { readonly bytes: Uint8Array }): Promise<void>;
}

const IMAGE_LIMIT = {
  maxSize: MAX_DIRECT_BYTES,
  detail:
    `Expected at most ${MAX_DIRECT_BYTES} bytes for the body: upload larger images directly to S3, ` +
    'with a form from POST /uploads',
};

export interface UploadDependencies {
  readonly originals: OriginalUploads;
  /** Media types that are decoded. */
  readonly mediaTypes: readonly MediaType[];
  readonly maxByteCount: number;
  readonly now: () => Date;
}

const postUploads = createRoute({
  method: 'post',
  path: '/uploads',
  operationId: 'createUploads',
  summary: 'Creates forms for uploads to S3',
  security: SIGNED_IN,
  request: {
    body: { required: true, content: { 'application/json': { schema: uploadRequestSchema } } },
  },
  responses: { 201: jsonAnswer('A form for each file', uploadFormsSchema), ...PROBLEM_ANSWER },
});

const putUpload = createRoute({
  method: 'put',
  path: '/upload/{name}',
  operationId: 'putUpload',
  summary: `Stores an image of at most ${MAX_DIRECT_BYTES} bytes`,
  security: SIGNED_IN,
  request: {
    params: z.object({ name: fileNameSchema }),
    body: { required: true, content: { 'image/*': { schema: z.string() } } },
  },
  responses: { 201: jsonAnswer('The image is stored', storedUploadSchema), ...PROBLEM_ANSWER },
});

export function addUploadRoutes(api: OpenAPIHono<ApiEnv>, dependencies: UploadDependencies): void {
  const { originals, mediaTypes, maxByteCount, now } = dependencies;

  api.openapi(postUploads, async (c) => {
    const { files } = c.req.valid('json');
    const { subject } = c.get('user');
    for (const [index, file] of files.entries()) requireAcceptable(file, index, maxByteCount);
    const uploads = await Promise.all(
      files.map(async ({ name, mediaType: type }) => {
        const key = uploadKey(name, now());
        const mediaType = storedMediaType({ name, type });
        const form = await originals.signForm({ key, name, mediaType, subject, maxByteCount });
        return { name, imageId: imageIdOf(originals.bucket, key), key, ...form };
      }),
    );
    return c.json({ uploads }, 201);
  });

  api.use('/upload/*', limitBody(IMAGE_LIMIT));
  api.openapi(putUpload, async (c) => {
    const { name } = c.req.valid('param');
    const key = uploadKey(name, now());
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const mediaType = requireImage(bytes, mediaTypes);
    await originals.put({ key, name, mediaType, subject: c.get('user').subject, bytes });
    return c.json({ imageId: imageIdOf(originals.bucket, key), key }, 201);
  });
}

function requireAcceptable(
  { name, byteCount }: UploadRequest['files'][number],
  index: number,
  maxByteCount: number,
): void {
  if (byteCount <= maxByteCount) return;
  const message = `Expected at most ${maxByteCount} bytes but received ${byteCount}`;
  throw new ApiError('too-large', `${name}: ${message}`, {
    errors: [{ path: `files.${index}.byteCount`, message }],
  });
}

/** Returns the media type of an image's bytes, whatever type the request declares. */
function requireImage(bytes: Uint8Array, mediaTypes: readonly MediaType[]): string {
  if (bytes.length === 0) {
    throw new ApiError('invalid-request', 'Expected an image for the body but received nothing');
  }
  const sniffed = sniffMediaType(bytes);
  const mediaType = mediaTypes.find((each) => each === sniffed);
  if (mediaType !== undefined) return mediaType;
  const received = sniffed ?? 'content of no known image type';
  const message = `Expected one of ${mediaTypes.join(', ')} but received ${received}`;
  throw new ApiError('unsupported-type', `The body: ${message}`, {
    errors: [{ path: 'body', message }],
  });
}
