import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  imageDetailSchema,
  imagePageSchema,
  MAX_RENDER_SIDE,
  RENDER_FITS,
} from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectRender } from '../src/connect-render.ts';
import { createApp } from '../src/create-app.ts';
import { processedImage } from './sample-images.ts';
import {
  API_URL,
  ORIGINALS,
  problemOf,
  type RunningApi,
  startApi,
  THUMBNAILS,
} from './start-api.ts';

// Loaded on demand, as by the renderer.
const { FITS, readDimensions, sniffMediaType, DEFAULT_LIMITS } = await import('@miniatura/resize');
const KEY = '2026/dog.jpg';
const ID = imageIdOf(ORIGINALS, KEY);
const MINUTE_MS = 60_000;
const BROWSER = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
  await put(ORIGINALS, KEY, await drawn(2000, 1000, '#2a7', 'jpeg'));
  for (const width of [128, 512, 1024]) {
    await put(THUMBNAILS, `${width}.webp`, await drawn(width, width / 2, '#a27', 'webp'));
  }
  await record();
});
afterEach(() => api.stop());

function drawn(width: number, height: number, background: string, format: 'jpeg' | 'webp') {
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}
function put(Bucket: string, Key: string, Body: Buffer) {
  return api.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

/** The original is green and the renditions are red: the colour shows which was read. */
function record(changes: Parameters<typeof processedImage>[0] = {}) {
  return api.metadata.recordProcessed(
    processedImage({
      ...{ key: KEY, width: 2000, height: 1000, expiresAt: inMinutes(60 * 24) },
      renditions: [128, 512, 1024].map((width) => ({
        ...{ name: String(width), key: `${width}.webp`, mediaType: 'image/webp', byteCount: 1 },
        ...{ width, height: width / 2 },
      })),
      ...changes,
    }),
  );
}
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

async function linkOf(): Promise<string> {
  const detail = await (await api.ask('GET', `/images/${ID}`)).json();
  const { renderUrl } = imageDetailSchema.parse(detail);
  if (renderUrl === null) throw new Error('Expected a link but received none');
  return renderUrl;
}

async function render(parameters: string, headers: Record<string, string> = {}) {
  return api.app.request(`${await linkOf()}&${parameters}`, { headers });
}

async function looked(response: Response) {
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { width, height } = await readDimensions(bytes, DEFAULT_LIMITS);
  const [red = 0, green = 0] = (await sharp(bytes).stats()).channels.map(({ mean }) => mean);
  const mediaType = sniffMediaType(bytes);
  expect(response.headers.get('content-type')).toBe(mediaType);
  return { width, height, mediaType, from: red > green ? 'rendition' : 'original' };
}

test('A link needs no token, and gives the image in any size: from a rendition that is large enough, or the original', async () => {
  expect(await linkOf()).toMatch(
    new RegExp(`^${API_URL}/images/${ID}/render\\?expires=\\d+&signature=`),
  );
  const list = imagePageSchema.parse(await (await api.ask('GET', '/images')).json());
  expect(list.images[0]?.renderUrl).toContain(`/images/${ID}/render?`);
  const sizes = {
    'width=300': { width: 320, height: 160, from: 'rendition' },
    'width=512': { width: 512, height: 256, from: 'rendition' },
    'height=500': { width: 1024, height: 512, from: 'rendition' },
    'width=1025': { width: 1280, height: 640, from: 'original' },
    'width=2560': { width: 2000, height: 1000, from: 'original' },
    'width=100&height=100': { width: 128, height: 64, from: 'rendition' },
    'width=100&height=100&fit=cover': { width: 128, height: 128, from: 'rendition' },
    'width=640&height=640&fit=cover': { width: 640, height: 640, from: 'original' },
    'width=64&height=2560&fit=fill': { width: 64, height: 1000, from: 'original' },
  };
  for (const [parameters, expected] of Object.entries(sizes)) {
    expect(await looked(await render(parameters)), parameters).toMatchObject(expected);
  }
});

test('An original of an excluded type is not decoded: the largest rendition is used', async () => {
  const buckets = { originalsBucket: ORIGINALS, thumbnailsBucket: THUMBNAILS };
  const excludedTypes = ['image/jpeg'] as const;
  const rendering = connectRender(api, { ...buckets, excludedTypes: [...excludedTypes] });
  const app = createApp({ ...api.dependencies, ...rendering });
  const response = await app.request(`${await linkOf()}&width=1025`);
  expect(await looked(response)).toMatchObject({ width: 1024, from: 'rendition' });
});

test('The format is the best that Accept names, or the one that is asked for', async () => {
  const formatFor = async (accept: string, parameters = '') => {
    const response = await render(`width=64${parameters}`, accept ? { accept } : {});
    expect(response.headers.get('vary')).toContain('Accept');
    return (await looked(response)).mediaType;
  };
  expect(await formatFor(BROWSER)).toBe('image/avif');
  expect(await formatFor('image/webp,*/*')).toBe('image/webp');
  expect(await formatFor('image/avif;q=0.4, image/webp;q=0.5')).toBe('image/webp');
  expect(await formatFor('image/avif;q=0, image/jpeg')).toBe('image/jpeg');
  expect(await formatFor('image/webp;q=0.5, image/jpeg')).toBe('image/jpeg');
  expect(await formatFor('*/*')).toBe('image/jpeg');
  expect(await formatFor('')).toBe('image/jpeg');
  expect(await formatFor('text/html', '&format=webp')).toBe('image/webp');
});

test('Caches keep it privately for five minutes, and never longer than the image exists', async () => {
  const { headers } = await render('width=64');
  expect(headers.get('cache-control')).toBe('private, max-age=300');
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const again = await render('width=64', { 'if-none-match': headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
  expect((await render('width=64', { 'if-none-match': '*' })).status).toBe(304);
  const other = await render('width=96', { 'if-none-match': headers.get('etag') ?? '' });
  expect(other.status).toBe(200);

  await record({ sequencer: '0B', expiresAt: inMinutes(2) });
  const short = await render('width=64', { 'if-none-match': headers.get('etag') ?? '' });
  expect(short.status).toBe(200);
  const seconds = Number(short.headers.get('cache-control')?.split('=')[1]);
  expect(seconds).toBeGreaterThan(60);
  expect(seconds).toBeLessThanOrEqual(120);
});

test('A link to a removed, quarantined or expired image stops working immediately', async () => {
  const link = `${await linkOf()}&width=64`;
  const problem = async (app = api.app) => problemOf(await app.request(link));
  const later = createApp({
    ...api.dependencies,
    now: () => new Date(Date.now() + 16 * MINUTE_MS),
  });
  expect(await problem(later)).toMatchObject({ httpStatus: 403, code: 'forbidden' });

  const { renditions: _, ...held } = processedImage({ key: KEY, sequencer: '0B' });
  await api.metadata.recordQuarantined({
    ...held,
    moderationVerdict: 'quarantine',
    moderationPolicy: '0123456789abcdef',
  });
  expect(await problem()).toMatchObject({ httpStatus: 404, code: 'not-found' });
  const admin = { user: 'olga', groups: ['admin'] };
  expect(await (await api.ask('GET', `/images/${ID}`, admin)).json()).toMatchObject({
    renderUrl: null,
  });

  await record({ sequencer: '0C', expiresAt: inMinutes(-1) });
  expect(await problem()).toMatchObject({ httpStatus: 404 });
  await record({ sequencer: '0D' });
  expect((await api.app.request(link)).status).toBe(200);
  await api.s3.send(new DeleteObjectCommand({ Bucket: THUMBNAILS, Key: '128.webp' }));
  await api.s3.send(new DeleteObjectCommand({ Bucket: ORIGINALS, Key: KEY }));
  expect(await problem()).toMatchObject({ httpStatus: 404 });
  const large = `${await linkOf()}&width=1536`;
  expect(await problemOf(await api.app.request(large))).toMatchObject({ httpStatus: 404 });
  const removal = { bucket: ORIGINALS, key: KEY, sequencer: '0E', expiresAt: inMinutes(60) };
  await api.metadata.recordRemoved({ ...removal, removedAt: inMinutes(0) });
  expect(await problem()).toMatchObject({ httpStatus: 404 });
});

test('A forged link, a link to another image, and invalid or misspelt parameters are rejected', async () => {
  const link = new URL(await linkOf());
  const asked = async (change: (url: URL) => void) => {
    const url = new URL(link);
    change(url);
    return problemOf(await api.app.request(url.href));
  };
  const set = (values: Record<string, string>) => (url: URL) => {
    for (const [name, value] of Object.entries({ width: '64', ...values }))
      url.searchParams.set(name, value);
  };
  const forbidden = { httpStatus: 403, code: 'forbidden' };
  expect(await asked(set({ signature: 'A'.repeat(43) }))).toMatchObject(forbidden);
  expect(await asked(set({ expires: '9999999999' }))).toMatchObject(forbidden);
  const moved = await asked((url) => {
    url.pathname = url.pathname.replace(ID, imageIdOf(ORIGINALS, 'other.jpg'));
    url.searchParams.set('width', '64');
  });
  expect(moved).toMatchObject(forbidden);
  const invalid = { httpStatus: 400, code: 'invalid-request' };
  expect(await asked(() => undefined)).toMatchObject({
    ...invalid,
    detail: expect.stringContaining('width'),
  });
  for (const values of [
    { width: '0' },
    { height: String(MAX_RENDER_SIDE + 1) },
    { fit: 'stretch' },
    { format: 'svg' },
    { signature: 'short' },
    { heigth: '64' },
  ]) {
    expect(await asked(set(values))).toMatchObject(invalid);
  }
});

test('An original that cannot be rendered is replaced by the largest rendition', async () => {
  await put(ORIGINALS, KEY, Buffer.from('no image'));
  expect(await looked(await render('width=1536'))).toMatchObject({
    width: 1024,
    from: 'rendition',
  });
  await record({ sequencer: '0B', byteCount: 10 ** 9 });
  expect(await looked(await render('width=1536'))).toMatchObject({
    width: 1024,
    from: 'rendition',
  });
  await record({ sequencer: '0C', renditions: [] });
  expect(await problemOf(await render('width=1536'))).toMatchObject({ httpStatus: 404 });
});

test('A rendition that shows a part of the image only is no source', async () => {
  const square = { name: 'square', key: '128.webp', mediaType: 'image/webp', byteCount: 1 };
  await record({ sequencer: '0B', renditions: [{ ...square, width: 128, height: 128 }] });
  expect(await looked(await render('width=64'))).toMatchObject({ height: 32, from: 'original' });
});

test('Every fit is one that the renderer supports', () => {
  expect(RENDER_FITS.toSorted()).toEqual(FITS.toSorted());
});
