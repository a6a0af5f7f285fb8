import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  imageDaysSchema,
  imageDetailSchema,
  imagePageSchema,
  similarImagesSchema,
  storedUploadSchema,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_DIRECT_BYTES } from '../src/resources.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi, THUMBNAILS } from './start-api.ts';

let api: RunningApi;
beforeEach(async () => void (api = await startApi()));
afterEach(() => api.stop());

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const idOf = (key: string) => imageIdOf(ORIGINALS, key);
function record(key: string, changes: Parameters<typeof processedImage>[0] = {}) {
  return api.metadata.recordProcessed(processedImage({ key, ...changes }));
}

async function namesOf(query: string, asking: Parameters<RunningApi['ask']>[2] = {}) {
  const response = await api.ask('GET', `/images${query}`, asking);
  expect(response.status).toBe(200);
  return imagePageSchema.parse(await response.json()).images.map(({ name }) => name);
}

test('Users see their own images, newest first; admins see all', async () => {
  await record('a.jpg', { uploadedAt: '2026-11-20T10:00:00.000Z' });
  await record('b.jpg');
  await record('c.jpg', { uploadedBy: 'bob', uploadedAt: '2026-11-22T10:00:00.000Z' });
  expect(await namesOf('')).toEqual(['b.jpg', 'a.jpg']);
  expect(await namesOf('?uploader=bob')).toEqual([]);
  const admin = { groups: ['admin'] };
  expect(await namesOf('', admin)).toEqual(['c.jpg', 'b.jpg', 'a.jpg']);
  expect(await namesOf('?uploader=bob', admin)).toEqual(['c.jpg']);
  const analyst = { user: 'eve', groups: ['analyst'] };
  expect(await namesOf('', analyst)).toEqual([]);
});

test.each(['', '/days', '/suggestions', `/${'0'.repeat(32)}/similar`])(
  'A misspelt parameter of /images%s is reported, because it would match other images',
  async (path) => {
    const response = await api.ask('GET', `/images${path}?lable=Dog`);
    expect(await problemOf(response)).toMatchObject({
      httpStatus: 400,
      detail: 'Expected only documented names but received "lable"',
    });
  },
);

test('Pages follow each other by cursor, and contain each image once', async () => {
  for (const i of [1, 2, 3, 4, 5]) await record(`${i}.jpg`);
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/images?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = imagePageSchema.parse(await (await api.ask('GET', path)).json());
    names.push(...page.images.map(({ name }) => name));
    cursor = page.nextCursor;
  }
  expect(names.toSorted()).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg']);
});

test('Filters by label, status and days come together', async () => {
  await record('dog.jpg', { uploadedAt: '2026-11-20T23:59:59.999Z' });
  await record('cat.jpg', { labels: [], uploadedAt: '2026-11-21T00:00:00.000Z' });
  expect(await namesOf('?label=Dog')).toEqual(['dog.jpg']);
  expect(await namesOf('?label=Dog&status=processed&from=2026-11-20&to=2026-11-20')).toEqual([
    'dog.jpg',
  ]);
  expect(await namesOf('?label=Dog&from=2026-11-21')).toEqual([]);
  expect(await namesOf('?to=2026-11-20')).toEqual(['dog.jpg']);
  expect(await namesOf('?status=rejected')).toEqual([]);
});

test('Filters by what the camera has written, in lists and in counts of days', async () => {
  const pixel = { cameraMake: 'Google', cameraModel: 'Pixel 4a' };
  await record('pixel.jpg', { ...pixel, capturedAt: '2022-08-22T23:59:59.999', fNumber: 1.7 });
  await record('iphone.jpg', { cameraMake: 'Apple', capturedAt: '2022-08-23T00:00:00.000' });
  await record('scan.jpg');
  expect(await namesOf('?cameraMake=Google')).toEqual(['pixel.jpg']);
  expect(await namesOf('?cameraModel=Pixel%204a&label=Dog')).toEqual(['pixel.jpg']);
  expect(await namesOf('?capturedFrom=2022-08-22&capturedTo=2022-08-22')).toEqual(['pixel.jpg']);
  expect(await namesOf('?capturedFrom=2022-08-23&label=Dog')).toEqual(['iphone.jpg']);
  for (const query of ['?cameraMake=Google', '?capturedTo=2022-08-22&label=Dog']) {
    const days = imageDaysSchema.parse(await (await api.ask('GET', `/images/days${query}`)).json());
    expect(days).toEqual({ days: [{ day: '2026-11-21', count: 1 }] });
  }
  const detail = await (await api.ask('GET', `/images/${idOf('pixel.jpg')}`)).json();
  const facts = {
    ...pixel,
    capturedAt: '2022-08-22T23:59:59.999',
    captureZone: null,
    fNumber: 1.7,
  };
  expect(imageDetailSchema.parse(detail)).toMatchObject(facts);
});

test('Days are counted with the same filters, and lead to a place within a day', async () => {
  const uploadedAt = (hour: string) => `2026-11-20T${hour}:00:00.000Z`;
  for (const hour of ['08', '09', '10']) {
    await record(`${hour}.jpg`, { uploadedAt: uploadedAt(hour) });
  }
  await record('later.jpg', { uploadedAt: '2026-11-22T10:00:00.000Z', labels: [] });
  await record('of-bob.jpg', { uploadedBy: 'bob', uploadedAt: uploadedAt('11') });
  const daysOf = async (query: string, asking: Parameters<RunningApi['ask']>[2] = {}) => {
    const response = await api.ask('GET', `/images/days${query}`, asking);
    return imageDaysSchema.parse(await response.json()).days;
  };
  expect(await daysOf('')).toEqual([
    { day: '2026-11-22', count: 1 },
    { day: '2026-11-20', count: 3 },
  ]);
  expect(await daysOf('?label=Dog')).toEqual([{ day: '2026-11-20', count: 3 }]);
  expect(await daysOf('?from=2026-11-21')).toEqual([{ day: '2026-11-22', count: 1 }]);
  expect(await daysOf('?uploader=bob')).toEqual([]);
  expect(await daysOf('?to=2026-11-20', { groups: ['admin'] })).toEqual([
    { day: '2026-11-20', count: 4 },
  ]);
  expect(await namesOf('?to=2026-11-20&offset=1&limit=1')).toEqual(['09.jpg']);
});

test('Uploads are found by their ids, except unknown images and those of other users', async () => {
  await record('a.jpg');
  await record('b.jpg', { uploadedBy: 'bob' });
  const ids = ['b.jpg', 'none.jpg', 'a.jpg'].map(idOf).join(',');
  expect(await namesOf(`?ids=${ids}`)).toEqual(['a.jpg']);
  const response = await api.ask('GET', `/images?ids=${ids}&label=Dog`);
  expect(await problemOf(response)).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
});

test('An image shows by signed URLs that need no token', async () => {
  const put = (Bucket: string, Key: string, Body: string) =>
    api.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html' }));
  await put(ORIGINALS, '2026/cat.jpg', 'original');
  await record('2026/cat.jpg');
  const detail = imageDetailSchema.parse(
    await (await api.ask('GET', `/images/${idOf('2026/cat.jpg')}`)).json(),
  );
  for (const { name, url } of detail.renditions) {
    await put(THUMBNAILS, `thumbnails/${name}.webp`, name);
    expect(await (await fetch(url)).text()).toBe(name);
  }
  expect(detail.thumbnailUrl).toContain('small.webp');
  expect(detail.thumbnails.map(({ url }) => new URL(url).pathname.split('/').at(-1))).toEqual([
    'small.webp',
    'large.webp',
  ]);
  expect(new URL(detail.thumbnailUrl ?? '').searchParams.get('X-Amz-Expires')).toBe('900');
  const original = await fetch(detail.originalUrl ?? '');
  expect(await original.text()).toBe('original');
  expect(original.headers.get('content-type')).toBe('image/jpeg');
  expect(original.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''cat.jpg");
  const download = await fetch(detail.downloadUrl ?? '');
  expect(download.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''cat.jpg");
  expect(detail).toMatchObject({ uploadedBy: 'ada', labels: [{ parents: ['Animal'] }] });
});

test("Another's image is not there for anybody but admins", async () => {
  await record('b.jpg', { uploadedBy: 'bob' });
  for (const [method, path] of [
    ['GET', `/images/${idOf('b.jpg')}`],
    ['DELETE', `/images/${idOf('b.jpg')}`],
    ['GET', `/images/${idOf('b.jpg')}/similar`],
  ] as const) {
    const theirs = await problemOf(await api.ask(method, path));
    expect(theirs).toMatchObject({ httpStatus: 404, code: 'not-found' });
  }
  const admin = await api.ask('GET', `/images/${idOf('b.jpg')}`, { groups: ['admin'] });
  expect(await admin.json()).toMatchObject({ uploadedBy: 'bob' });
});

test('Deleting an image leaves none of its versions, and others as they are', async () => {
  for (const Key of ['a.jpg', 'a.jpg', 'a.jpg.bak']) {
    await api.s3.send(new PutObjectCommand({ Bucket: ORIGINALS, Key, Body: 'x' }));
  }
  await record('a.jpg');
  expect((await api.ask('DELETE', `/images/${idOf('a.jpg')}`)).status).toBe(202);
  const { Versions, DeleteMarkers = [] } = await api.s3.send(
    new ListObjectVersionsCommand({ Bucket: ORIGINALS }),
  );
  expect(Versions?.map(({ Key }) => Key)).toEqual(['a.jpg.bak']);
  expect(DeleteMarkers).toEqual([]);
});

test('Images that look alike come nearest first, from among your own', async () => {
  await record('a.jpg', { perceptualHash: '0123456789abcdef' });
  await record('near.jpg', { perceptualHash: '0123456789abcdee' });
  await record('nearer.jpg', { perceptualHash: '0123456789abcdef' });
  await record('bobs.jpg', { perceptualHash: '0123456789abcdef', uploadedBy: 'bob' });
  await record('far.jpg', { perceptualHash: 'fedcba9876543210' });
  const response = await api.ask('GET', `/images/${idOf('a.jpg')}/similar`);
  const { images } = similarImagesSchema.parse(await response.json());
  expect(images.map(({ name, distance }) => [name, distance])).toEqual([
    ['nearer.jpg', 0],
    ['near.jpg', 1],
  ]);
});

test('A small image is put directly, and its type is that of its bytes', async () => {
  const token = await api.issuer.token();
  const put = async (name: string, body: Uint8Array, contentType: string) =>
    api.app.request(`/upload/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: body.slice(),
    });
  const stored = await put('../cat.jpg', JPEG, 'text/html');
  expect(stored.status).toBe(201);
  const { key, imageId } = storedUploadSchema.parse(await stored.json());
  expect(key).toMatch(/\/cat\.jpg$/);
  expect(imageId).toBe(idOf(key));
  const object = await api.s3.send(new GetObjectCommand({ Bucket: ORIGINALS, Key: key }));
  expect(object.ContentType).toBe('image/jpeg');
  expect(object.Metadata).toEqual({
    'uploaded-by': 'ada',
    'uploaded-through': 'api',
    'file-name': 'cat.jpg',
  });

  const problems = await Promise.all([
    put('a.jpg', new Uint8Array(MAX_DIRECT_BYTES + 1), 'image/jpeg').then(problemOf),
    put('a.jpg', Buffer.from('<html>'), 'image/jpeg').then(problemOf),
    put('a.jpg', new Uint8Array(), 'image/jpeg').then(problemOf),
  ]);
  expect(problems).toMatchObject([
    { httpStatus: 413, code: 'too-large', detail: expect.stringContaining('POST /uploads') },
    { httpStatus: 415, code: 'unsupported-type' },
    { httpStatus: 400, code: 'invalid-request' },
  ]);
});

test('SQL and HTML in names and labels come back as text, and do nothing', async () => {
  const name = `<script>alert(1)</script>'; DROP TABLE image; --`;
  const label = {
    name: `"><img src=x>' OR 1=1 --`,
    confidence: 90,
    parents: [],
    modelVersion: '3',
  };
  await record(name.replace('/', '∕'), { labels: [label] });
  expect(await namesOf(`?label=${encodeURIComponent(label.name)}`)).toEqual([
    name.replace('/', '∕'),
  ]);
  expect(await namesOf(`?label=${encodeURIComponent("' OR 1=1 --")}`)).toEqual([]);
  const response = await api.ask('GET', '/images');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.json()).toMatchObject({ images: [{ labels: [{ name: label.name }] }] });
});

test('Only users who may see the first image learn its id from a duplicate', async () => {
  await record('theirs.jpg', { uploadedBy: 'bob', sha256: 'd'.repeat(64) });
  await record('mine.jpg', { sha256: 'd'.repeat(64) });
  await record('first.jpg', { sha256: 'e'.repeat(64) });
  await record('second.jpg', { sha256: 'e'.repeat(64) });
  const duplicateOf = async (key: string, asking: Parameters<RunningApi['ask']>[2] = {}) => {
    const response = await api.ask('GET', `/images/${idOf(key)}`, asking);
    const text = await response.text();
    return { text, duplicateOf: imageDetailSchema.parse(JSON.parse(text)).duplicateOf };
  };
  const mine = await duplicateOf('mine.jpg');
  expect(mine.duplicateOf).toBeNull();
  expect(mine.text).not.toContain(idOf('theirs.jpg'));
  expect((await duplicateOf('second.jpg')).duplicateOf).toBe(idOf('first.jpg'));
  const admin = { user: 'eve', groups: ['admin'] };
  expect((await duplicateOf('mine.jpg', admin)).duplicateOf).toBe(idOf('theirs.jpg'));
});
