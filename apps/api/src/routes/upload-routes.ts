import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  fileNameSchema,
  idempotencyHeadersSchema,
  storedMediaType,
  storedUploadSchema,
  uploadFormsSchema,
  type UploadRequest,
  uploadRequestSchema,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { type MediaType, sniffMediaType } from '@miniatura/resize/media-type';
import { answerOnce, type OnceDependencies } from '../answer-once.ts';
import { ApiError } from '../errors.ts';
import { limitBody } from '../limit-body.ts';
import { MAX_DIRECT_BYTES } from '../resources.ts';
import { uploadKey } from '../upload-key.ts';
import type { ApiEnv } from './api-env.ts';
import { STORED_UPLOAD, UPLOAD_FORMS, UPLOAD_REQUEST } from './examples.ts';
import { BINARY, jsonAnswer, jsonBody, SIGNED_IN } from './new-api.ts';
import { JSON_BODY_PROBLEM, problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

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

export interface UploadDependencies extends OnceDependencies {
  readonly originals: OriginalUploads;
  /** Media types that are decoded. */
  readonly mediaTypes: readonly MediaType[];
  readonly maxByteCount: number;
}

const PROBLEMS = problemAnswers(
  ...JSON_BODY_PROBLEM,
  'conflict',
  'idempotency-key-reused',
  ...SIGNED_IN_PROBLEM,
);

const postUploads = createRoute({
  method: 'post',
  path: '/uploads',
  operationId: 'createUploads',
  summary: 'Creates forms for uploads to S3',
  security: SIGNED_IN,
  request: {
    headers: idempotencyHeadersSchema,
    body: jsonBody(uploadRequestSchema, UPLOAD_REQUEST),
  },
  responses: {
    201: jsonAnswer('A form for each file', uploadFormsSchema, UPLOAD_FORMS),
    ...PROBLEMS,
  },
});

const putUpload = createRoute({
  method: 'put',
  path: '/upload/{name}',
  operationId: 'putUpload',
  summary: `Stores an image of at most ${MAX_DIRECT_BYTES} bytes`,
  security: SIGNED_IN,
  request: {
    params: z.object({ name: fileNameSchema }),
    headers: idempotencyHeadersSchema,
    // The type is detected from the content, whatever the request declares.
    body: {
      required: true,
      content: { 'image/*': { schema: BINARY }, 'application/octet-stream': { schema: BINARY } },
    },
  },
  responses: {
    201: jsonAnswer('The image is stored', storedUploadSchema, STORED_UPLOAD),
    ...PROBLEMS,
  },
});

export function addUploadRoutes(api: OpenAPIHono<ApiEnv>, dependencies: UploadDependencies): void {
  const { originals, mediaTypes, maxByteCount } = dependencies;

  api.openapi(postUploads, async (c) => {
    const { files } = c.req.valid('json');
    const { subject } = c.get('user');
    for (const [index, file] of files.entries()) requireAcceptable(file, index, maxByteCount);
    const request = {
      idempotencyKey: c.req.valid('header')['Idempotency-Key'],
      subject,
      operation: 'createUploads',
      content: [JSON.stringify(files)],
    };
    const uploads = await answerOnce(dependencies, request, ({ firstAt, randomOf }) =>
      Promise.all(
        files.map(async ({ name, mediaType: type }, index) => {
          const key = uploadKey(name, firstAt, randomOf(index));
          const mediaType = storedMediaType({ name, type });
          const form = await originals.signForm({ key, name, mediaType, subject, maxByteCount });
          return { name, imageId: imageIdOf(originals.bucket, key), key, ...form };
        }),
      ),
    );
    return c.json({ uploads }, 201);
  });

  api.use('/upload/*', limitBody(IMAGE_LIMIT));
  api.openapi(putUpload, async (c) => {
    const { name } = c.req.valid('param');
    const { subject } = c.get('user');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const mediaType = requireImage(bytes, mediaTypes);
    const request = {
      idempotencyKey: c.req.valid('header')['Idempotency-Key'],
      subject,
      operation: 'putUpload',
      content: [name, bytes],
    };
    const key = await answerOnce(
      dependencies,
      request,
      async ({ firstAt, isRepeated, randomOf }) => {
        const chosen = uploadKey(name, firstAt, randomOf(0));
        if (!isRepeated) await originals.put({ key: chosen, name, mediaType, subject, bytes });
        return chosen;
      },
    );
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
