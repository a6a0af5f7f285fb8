import { HeadObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { meSchema, uploadFormsSchema } from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { fileNameOf } from '@miniatura/objects/file-name';
import { mediaTypesExcept } from '@miniatura/resize/media-type';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi } from './start-api.ts';

// The API loads it on demand, and the lint allows no static import beside that.
const { DEFAULT_LIMITS } = await import('@miniatura/resize');

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

const CAT = { name: 'cat.jpg', mediaType: 'image/jpeg', byteCount: 10 };
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');

async function formFor(file: object = CAT) {
  const response = await api.ask('POST', '/uploads', { body: { files: [file] } });
  expect(response.status).toBe(201);
  const { uploads } = uploadFormsSchema.parse(await response.json());
  return uploads[0]!;
}

/** Posts a form as a browser does; `changes` are what a cheat makes of its fields. */
function post(
  form: Awaited<ReturnType<typeof formFor>>,
  bytes: Uint8Array,
  changes: Readonly<Record<string, string>> = {},
) {
  const data = new FormData();
  const fields = { ...form.fields, ...changes };
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append('file', new Blob([bytes.slice()]));
  return fetch(form.url, { method: 'POST', body: data });
}

test('A form accepts its image, and the object has the uploader and the channel', async () => {
  const form = await formFor();
  expect(form.key).toMatch(/^\d{4}\/\d\d\/\d\d\/[0-9A-HJKMNP-TV-Z]{26}\/cat\.jpg$/);
  expect(form.imageId).toBe(imageIdOf(ORIGINALS, form.key));
  expect((await post(form, JPEG)).status).toBe(204);
  const head = await api.s3.send(new HeadObjectCommand({ Bucket: ORIGINALS, Key: form.key }));
  expect(head.ContentType).toBe('image/jpeg');
  expect(head.Metadata).toEqual({
    'uploaded-by': 'ada',
    'uploaded-through': 'presigned-post',
    'file-name': 'cat.jpg',
  });
});

test('A repeated request with an idempotency key gets the same images, and another one 422', async () => {
  const token = await api.issuer.token({ sub: 'ada' });
  const ask = async (key: string, file: object, bearer = token) => {
    const response = await api.app.request('/uploads', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ files: [file, file] }),
    });
    if (response.status !== 201) return problemOf(response);
    const { uploads } = uploadFormsSchema.parse(await response.json());
    return uploads.map(({ imageId }) => imageId);
  };
  const first = await ask('one', CAT);
  expect(new Set(first as string[]).size).toBe(2);
  expect(await ask('"one"', CAT)).toEqual(first);
  expect(await ask('two', CAT)).not.toEqual(first);
  expect(await ask('one', CAT, await api.issuer.token({ sub: 'bob' }))).not.toEqual(first);
  expect(await ask('one', { ...CAT, byteCount: 11 })).toMatchObject({
    ...{ httpStatus: 422, code: 'idempotency-key-reused' },
  });
  expect(await ask('one two', CAT)).toMatchObject({ httpStatus: 400 });
});

test('An image that is sent twice with one idempotency key is stored once', async () => {
  const authorization = `Bearer ${await api.issuer.token()}`;
  const headers = { authorization, 'content-type': 'image/jpeg', 'idempotency-key': 'put' };
  const put = () => api.app.request('/upload/dog.jpg', { method: 'PUT', headers, body: JPEG });
  const both = await Promise.all([put(), put()]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  const rejected = both.find(({ status }) => status === 409);
  expect(rejected?.headers.get('retry-after')).toBe('1');
  const stored = await both.find(({ status }) => status === 201)?.json();
  expect(await (await put()).json()).toEqual(stored);
  const { Versions } = await api.s3.send(
    new ListObjectVersionsCommand({ Bucket: ORIGINALS, Prefix: (stored as { key: string }).key }),
  );
  expect(Versions).toHaveLength(1);
});

test('Many files get as many forms, each with a key of its own, in their order', async () => {
  const files = Array.from({ length: 100 }, (_, i) => ({ ...CAT, name: `${i % 2}.jpg` }));
  const response = await api.ask('POST', '/uploads', { body: { files } });
  const { uploads } = uploadFormsSchema.parse(await response.json());
  expect(uploads.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  expect(new Set(uploads.map(({ key }) => key)).size).toBe(100);
});

test.each([
  ["another's key", { key: '2026/11/21/01KAH300000000000000000000/theirs.jpg' }],
  ['another type', { 'Content-Type': 'text/html' }],
  ['another uploader', { 'x-amz-meta-uploaded-by': 'eve' }],
  ['another door', { 'x-amz-meta-uploaded-through': 's3' }],
  ['a field more', { acl: 'public-read' }],
])('A form with %s is rejected by S3', async (_, changes) => {
  const response = await post(await formFor(), JPEG, changes);
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('AccessDenied');
});

test.each([
  ['an empty file', 0, 'EntityTooSmall'],
  ['a file larger than the policy', DEFAULT_LIMITS.maxBytes + 1, 'EntityTooLarge'],
])('A form with %s is rejected by S3', async (_, byteCount, code) => {
  const response = await post(await formFor(), new Uint8Array(byteCount));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(code);
});

test.each([
  ['cat.jpg', 'IMAGE/JPG', 'image/jpeg'],
  ['cat.jfif', '', 'image/jpeg'],
  ['IMG_1.HIF', 'application/octet-stream', 'image/heic'],
  ['page.html', 'text/html', 'application/octet-stream'],
])('%s of the type "%s" gets a form for %s', async (name, mediaType, expected) => {
  const form = await formFor({ ...CAT, name, mediaType });
  expect(form.fields['Content-Type']).toBe(expected);
  expect((await post(form, JPEG)).status).toBe(204);
});

test('A file that is too large is rejected with 413, and the file is named', async () => {
  const files = [{ ...CAT, name: 'big.jpg', byteCount: DEFAULT_LIMITS.maxBytes + 1 }];
  const response = await api.ask('POST', '/uploads', { body: { files } });
  expect(await problemOf(response)).toMatchObject({
    httpStatus: 413,
    code: 'too-large',
    detail: `big.jpg: Expected at most 50000000 bytes but received 50000001`,
  });
});

test.each([
  ['../../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\cat.jpg', 'cat.jpg'],
  ['..', 'picture'],
  ['a\0b.jpg', 'a-b.jpg'],
  ['${filename}', 'filename'],
  ['x.jpg/${filename}', 'filename'],
  ["'; DROP TABLE image; --.jpg", "'-DROP-TABLE-image---.jpg"],
  ['<img src=x onerror=alert(1)>.png', 'img-src-x-onerror-alert(1)-.png'],
  ['Käse 🧀 und Brot.jpg', 'Käse-🧀-und-Brot.jpg'],
  ['🐱👩‍👩‍👧👍🏽🇮🇹.jpg', '🐱👩‍👩‍👧👍🏽🇮🇹.jpg'],
  ['???.jpg', 'picture.jpg'],
  ['.jpg', 'picture.jpg'],
  ['照片 二.jpg', '照片-二.jpg'],
  ['صورة می‌خواهم.png', 'صورة-می‌خواهم.png'],
  ['a\u202Egpj.exe.jpg', 'a-gpj.exe.jpg'],
  ['CON.jpg', 'CON_.jpg'],
  ['e\u0301te\u0301.jpg', 'été.jpg'],
  [`${'🐱'.repeat(60)}.jpg`, `${'🐱'.repeat(49)}.jpg`],
  [`${'ä'.repeat(250)}.jpg`, `${'ä'.repeat(98)}.jpg`],
])(
  'Of the name %j the key keeps %j, and the answer gives the name back as text',
  async (name, kept) => {
    const form = await formFor({ ...CAT, name });
    expect(form.name).toBe(name);
    expect(form.key.split('/').slice(4)).toEqual([kept]);
    expect((await post(form, JPEG)).status).toBe(204);
    const { Metadata } = await api.s3.send(
      new HeadObjectCommand({ Bucket: ORIGINALS, Key: form.key }),
    );
    const own = name.split('/').at(-1) ?? '';
    const reported = fileNameOf(Metadata ?? {}) ?? '';
    expect(Buffer.byteLength(reported)).toBeLessThanOrEqual(255);
    if (Buffer.byteLength(own) <= 255) expect(reported).toBe(own);
    else expect(reported).toMatch(/^ä+\.jpg$/);
  },
);

test('The types that a stage excludes are neither listed nor accepted', async () => {
  const mediaTypes = mediaTypesExcept(['image/svg+xml', 'image/bmp']);
  const app = createApp({ ...api.dependencies, mediaTypes });
  const me = meSchema.parse(await (await api.ask('GET', '/me', { app })).json());
  expect(me.limits.mediaTypes).toEqual(mediaTypes);
  const response = await app.request('/upload/a.bmp', {
    method: 'PUT',
    headers: { authorization: `Bearer ${await api.issuer.token()}` },
    body: Buffer.from('424d', 'hex'),
  });
  const { code, detail } = await problemOf(response);
  expect([code, detail]).toEqual([
    'unsupported-type',
    expect.stringMatching(/received image\/bmp$/),
  ]);
});
