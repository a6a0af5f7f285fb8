import { rm } from 'node:fs/promises';
import { fetchTokens, type Username } from '@miniatura/local-oidc';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { CLIENT_ID, redirectUris } from '../src/stack/names.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

let folder: string;
let stack: RunningStack;

beforeAll(async () => {
  folder = await temporaryFolder();
  copyPreparedWarehouse(dataDirectory(folder).redshift);
  stack = await startStackProcess(folder, 0, {
    options: ['--large-images', '--max-pixels', '1000000'],
  });
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

/** The API for one of the users, who is signed in by authorization code and PKCE. */
async function apiOf(username: Username) {
  const { oidc: issuer, page, api } = stack.endpoints;
  const [redirectUri] = redirectUris(page);
  const tokens = await fetchTokens({ issuer, clientId: CLIENT_ID, redirectUri, username });
  return (path: string, init: RequestInit = {}) =>
    fetch(`${api}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${tokens.accessToken}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });
}

type Api = Awaited<ReturnType<typeof apiOf>>;

interface Image {
  readonly imageId: string;
  readonly status: string;
  readonly thumbnailUrl: string;
}

/** Uploads an image to S3 like a browser: with the form that the API returns to the page. */
async function upload(api: Api, bytes: Buffer): Promise<string> {
  const file = { name: 'cat.jpg', mediaType: 'image/jpeg', byteCount: bytes.length };
  const response = await api('/uploads', {
    method: 'POST',
    body: JSON.stringify({ files: [file] }),
  });
  expect(response.status).toBe(201);
  const { uploads } = (await response.json()) as {
    uploads: [{ imageId: string; url: string; fields: Record<string, string> }];
  };
  const [{ imageId, url, fields }] = uploads;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(bytes)]));
  const origin = stack.endpoints.page;
  const posted = await fetch(url, { method: 'POST', body: form, headers: { origin } });
  expect([posted.status, await posted.text()]).toEqual([204, '']);
  expect(posted.headers.get('access-control-allow-origin')).toBe(origin);
  return imageId;
}

async function untilProcessed(api: Api, imageId: string): Promise<Image> {
  const find = async () => {
    const response = await api(`/images?ids=${imageId}`);
    expect(response.status).toBe(200);
    return ((await response.json()) as { images: Image[] }).images[0];
  };
  return vi.waitUntil(find, { timeout: 90_000, interval: 100 });
}

describe('the API on a laptop', () => {
  test('accepts an upload of the page, and shows its thumbnail to its owner', async () => {
    const ann = await apiOf('ann');
    const imageId = await upload(ann, await drawImage(1));
    const image = await untilProcessed(ann, imageId);
    expect(image).toMatchObject({ imageId, status: 'processed', name: 'cat.jpg' });

    const thumbnail = await fetch(image.thumbnailUrl);
    expect(thumbnail.status).toBe(200);
    const { format } = await sharp(await thumbnail.arrayBuffer()).metadata();
    expect(format).toBe('webp');
  });

  test('shows users their own images only, and admins all images', async () => {
    const [ann, ben, olga] = await Promise.all([apiOf('ann'), apiOf('ben'), apiOf('olga')]);
    const imageId = await upload(ann, await drawImage(2));
    await untilProcessed(ann, imageId);

    expect(await (await ben(`/images?ids=${imageId}`)).json()).toMatchObject({ images: [] });
    const { images } = (await (await ben('/images')).json()) as { images: Image[] };
    expect(images.map((image) => image.imageId)).not.toContain(imageId);
    expect((await ben(`/images/${imageId}`)).status).toBe(404);
    expect((await ben(`/images/${imageId}`, { method: 'DELETE' })).status).toBe(404);
    expect((await olga(`/images/${imageId}`)).status).toBe(200);
    expect((await ann(`/images/${imageId}`)).status).toBe(200);
  });

  test('accepts an upload by curl with a token of npm run token', async () => {
    const { stdout, exitCode } = await runCommand('token', ['--user', 'ben', '--data', folder]);
    expect(exitCode).toBe(0);
    const ben: Api = (path, init = {}) =>
      fetch(`${stack.endpoints.api}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${stdout.trim()}` },
      });
    const body = new Uint8Array(await drawImage(3));
    const response = await ben('/upload/dog.jpg', { method: 'PUT', body });
    expect(response.status).toBe(201);
    const { imageId } = (await response.json()) as { imageId: string };
    expect(await untilProcessed(ben, imageId)).toMatchObject({ name: 'dog.jpg' });
  });

  test('processes an image beyond the limits in a separate process', async () => {
    const ann = await apiOf('ann');
    const large = { width: 1_200, height: 1_000, channels: 3, background: '#336699' } as const;
    const bytes = await sharp({ create: large }).png().toBuffer();
    const imageId = await upload(ann, bytes);
    expect(await untilProcessed(ann, imageId)).toMatchObject({ status: 'processed' });
    // The job writes the row first, and then the log.
    await expect.poll(stack.output).toMatch(/^deferred +\d+ ms/m);
  });

  test('answers queries of analysts only', async () => {
    const [ida, ann] = await Promise.all([apiOf('ida'), apiOf('ann')]);
    expect((await ann('/analytics/uploads')).status).toBe(403);
    await untilProcessed(ann, await upload(ann, await drawImage(4)));
    expect((await runCommand('etl', ['--data', folder])).exitCode).toBe(0);
    const answer = await ida('/analytics/uploads');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ question: 'uploads' });
  });

  test.each(['', 'Bearer x', 'Basic YTpi'])('rejects %j as Authorization', async (header) => {
    const headers = { authorization: header };
    const response = await fetch(`${stack.endpoints.api}/images`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  test('allows requests of the page, and of no other page', async () => {
    const { api, page } = stack.endpoints;
    const allowedOf = async (origin: string) =>
      (await fetch(`${api}/health`, { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await allowedOf(page)).toBe(page);
    expect(await allowedOf('http://evil.example')).toBeNull();
  });

  test('is where the page looks for it', async () => {
    const { api, oidc, page } = stack.endpoints;
    const config = await (await fetch(`${page}/config.json`)).json();
    expect(config).toEqual({ apiUrl: api, issuer: oidc, clientId: CLIENT_ID });
  });

  test('logs uploads and rejections, but no reads', async () => {
    const ben = await apiOf('ben');
    expect((await ben('/images')).status).toBe(200);
    const body = new Uint8Array(await drawImage(5));
    expect((await ben('/upload/logged.jpg', { method: 'PUT', body })).status).toBe(201);
    expect((await fetch(`${stack.endpoints.api}/images`)).status).toBe(401);
    await expect
      .poll(stack.output)
      .toMatch(/^api +\d+ ms {2}PUT \/upload\/logged\.jpg: 201 for ben$/m);
    await expect.poll(stack.output).toMatch(/^api +\d+ ms {2}GET \/images: 401 for nobody$/m);
    expect(stack.output()).not.toMatch(/GET \/images: 200/);
  });
});

describe('npm run token', () => {
  test.each([
    [['--user', 'zoe'], 'Allowed choices are ann, ben, olga, ida.'],
    [[], "required option '--user <name>' not specified"],
    [['--user', 'ann', '--data', 'nowhere', '--port', '1'], 'npm start'],
  ])('rejects %j', async (args, text) => {
    const { exitCode, stdout, stderr } = await runCommand('token', args);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(text);
  });
});
