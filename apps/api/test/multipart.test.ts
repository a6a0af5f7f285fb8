import { HeadObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import {
  type MultipartUpload,
  multipartUploadSchema,
  partUrlSchema,
  uploadedPartsSchema,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi } from './start-api.ts';

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

const BYTE_COUNT = 9_000_000;
const PART = 8 * 1024 * 1024;
const FILE = Buffer.alloc(BYTE_COUNT, 'miniatura');

async function begin(user = 'ada'): Promise<MultipartUpload> {
  const body = { name: 'Käse.jpg', mediaType: 'image/jpeg', byteCount: BYTE_COUNT };
  const response = await api.ask('POST', '/uploads/multipart', { user, body });
  expect(response.status).toBe(201);
  return multipartUploadSchema.parse(await response.json());
}

const pathOf = ({ uploadId }: MultipartUpload) => `/uploads/multipart/${uploadId}`;

async function urlOf(upload: MultipartUpload, partNumber: number): Promise<string> {
  const response = await api.ask('GET', `${pathOf(upload)}/parts/${partNumber}`);
  const { url, byteCount } = partUrlSchema.parse(await response.json());
  expect(byteCount).toBe(bytesOf(partNumber).length);
  return url;
}

const bytesOf = (partNumber: number) => FILE.subarray((partNumber - 1) * PART, partNumber * PART);

async function sendPart(upload: MultipartUpload, partNumber: number, bytes = bytesOf(partNumber)) {
  return fetch(await urlOf(upload, partNumber), { method: 'PUT', body: bytes });
}

async function storedParts(upload: MultipartUpload) {
  const response = await api.ask('GET', `${pathOf(upload)}/parts`);
  return uploadedPartsSchema.parse(await response.json()).parts;
}

const complete = (upload: MultipartUpload) => api.ask('POST', `${pathOf(upload)}/complete`);
function head({ key }: MultipartUpload) {
  return api.s3.send(new HeadObjectCommand({ Bucket: ORIGINALS, Key: key }));
}

/** The id of the upload in S3, as a client can read it but not change it. */
function s3UploadIdOf({ uploadId }: MultipartUpload): string {
  const content = Buffer.from(uploadId.split('.')[0] ?? '', 'base64url').toString();
  return (JSON.parse(content) as { s3UploadId: string }).s3UploadId;
}

test('An upload in parts is resumed after an interruption and becomes one original', async () => {
  const upload = await begin();
  expect(upload).toMatchObject({ partByteCount: PART, partCount: 2 });
  expect(upload.imageId).toBe(imageIdOf(ORIGINALS, upload.key));
  expect((await sendPart(upload, 1)).status).toBe(200);

  expect(await problemOf(await complete(upload))).toMatchObject({
    httpStatus: 409,
    code: 'conflict',
    detail: 'Expected 2 parts but 1 are missing: 2',
  });
  expect(await storedParts(upload)).toMatchObject([{ partNumber: 1, byteCount: PART }]);
  expect((await sendPart(upload, 2)).status).toBe(200);

  const completed = await complete(upload);
  expect(completed.status).toBe(200);
  expect(await completed.json()).toEqual({ imageId: upload.imageId, key: upload.key });
  expect(await head(upload)).toMatchObject({
    ContentLength: BYTE_COUNT,
    ContentType: 'image/jpeg',
    Metadata: { 'uploaded-by': 'ada', 'uploaded-through': 'api' },
  });
  // A client that missed the response repeats the request.
  expect((await complete(upload)).status).toBe(200);
  expect((await api.ask('GET', `${pathOf(upload)}/parts`)).status).toBe(404);
});

test('The URL of a part accepts its own number of bytes only', async () => {
  const upload = await begin();
  expect((await sendPart(upload, 2, FILE)).status).toBe(403);
  expect(await storedParts(upload)).toEqual([]);
  const beyond = await api.ask('GET', `${pathOf(upload)}/parts/3`);
  expect(await problemOf(beyond)).toMatchObject({
    code: 'invalid-request',
    detail: 'partNumber: Expected a number up to 2 but received 3',
  });
});

test('A file above the limit is rejected, and parts above the declared size end the upload', async () => {
  const app = createApp({ ...api.dependencies, maxByteCount: BYTE_COUNT });
  const body = { name: 'big.jpg', byteCount: BYTE_COUNT + 1 };
  const rejected = await api.ask('POST', '/uploads/multipart', { body, app });
  expect(await problemOf(rejected)).toMatchObject({
    httpStatus: 413,
    detail: 'big.jpg: Expected at most 9000000 bytes but received 9000001',
  });

  const upload = await begin();
  await sendPart(upload, 1);
  // Not by a URL of the API, which would not accept it.
  await api.s3.send(
    new UploadPartCommand({
      ...{ Bucket: ORIGINALS, Key: upload.key, UploadId: s3UploadIdOf(upload) },
      ...{ PartNumber: 2, Body: FILE },
    }),
  );
  expect(await problemOf(await complete(upload))).toMatchObject({
    httpStatus: 413,
    detail: expect.stringContaining('the upload is aborted') as string,
  });
  expect((await api.ask('GET', `${pathOf(upload)}/parts`)).status).toBe(404);
  await expect(head(upload)).rejects.toMatchObject({ name: 'NotFound' });
});

test('A part that is uploaded again during the completion leaves an upload to complete', async () => {
  const upload = await begin();
  await sendPart(upload, 1);
  await sendPart(upload, 2);
  const { multipartUploads } = api.dependencies;
  const listParts: typeof multipartUploads.listParts = async (started) => {
    const parts = await multipartUploads.listParts(started);
    await sendPart(upload, 2, Buffer.alloc(bytesOf(2).length, 'new'));
    return parts;
  };
  const app = createApp({
    ...api.dependencies,
    multipartUploads: { ...multipartUploads, listParts },
  });
  const response = await api.ask('POST', `${pathOf(upload)}/complete`, { app });
  expect(await problemOf(response)).toMatchObject({
    httpStatus: 409,
    detail: 'A part was uploaded again during the completion: complete the upload again',
  });
  expect((await complete(upload)).status).toBe(200);
});

test('An aborted upload is gone, and aborting it again is no error', async () => {
  const upload = await begin();
  await sendPart(upload, 2);
  expect((await api.ask('DELETE', pathOf(upload))).status).toBe(204);
  expect((await api.ask('DELETE', pathOf(upload))).status).toBe(204);
  expect(await problemOf(await complete(upload))).toMatchObject({ code: 'not-found' });
});

test('Nobody else can use an upload, and no id can be changed or used after a day', async () => {
  const upload = await begin();
  for (const [method, path] of [
    ['GET', `${pathOf(upload)}/parts`],
    ['GET', `${pathOf(upload)}/parts/1`],
    ['POST', `${pathOf(upload)}/complete`],
    ['DELETE', pathOf(upload)],
  ] as const) {
    const response = await api.ask(method, path, { user: 'eve', groups: ['admin'] });
    expect(response.status, `${method} ${path}`).toBe(404);
  }
  const [content = '', signature = ''] = upload.uploadId.split('.');
  const larger = Buffer.from(content, 'base64url').toString().replace('9000000', '9999999');
  const changed = `${Buffer.from(larger).toString('base64url')}.${signature}`;
  expect((await api.ask('GET', `/uploads/multipart/${changed}/parts`)).status).toBe(404);

  const tomorrow = new Date(Date.now() + 25 * 60 * 60 * 1000);
  const app = createApp({ ...api.dependencies, now: () => tomorrow });
  expect((await api.ask('GET', `${pathOf(upload)}/parts`, { app })).status).toBe(404);
  expect(await storedParts(upload)).toEqual([]);
});
