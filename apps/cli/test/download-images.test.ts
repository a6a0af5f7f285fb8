import { readdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { downloadImages } from '../src/commands/download-images.ts';
import { startApi } from './start-api.ts';

function imageNamed(name: string, { headers }: IncomingMessage) {
  return { imageId: 'a', name, downloadUrl: `http://${headers.host}/original` };
}

test('a download continues after a pause that the API requests, with a name that fits', async () => {
  let requests = 0;
  const name = `../${'x'.repeat(150)}.${'y'.repeat(150)}`;
  const { client, folder: out } = await startApi((request, response) => {
    if (request.url === '/original') return 'bytes';
    if (requests++ > 0) return imageNamed(name, request);
    response.writeHead(429, { 'retry-after': '0' });
    return { code: 'too-many-requests', status: 429, detail: 'Pause' };
  });
  await downloadImages(client, ['a'], { out });
  expect(requests).toBe(2);
  expect(await readdir(out)).toEqual([`__${'x'.repeat(150)}.${'y'.repeat(19)}`]);
});

test('a download that is cut off fails without a file', async () => {
  const { client, folder: out } = await startApi((request, response) => {
    if (request.url !== '/original') return imageNamed('cat.jpg', request);
    response.writeHead(200, { 'content-length': '100' });
    response.write('bytes', () => response.destroy());
    return undefined;
  });
  await expect(downloadImages(client, ['a'], { out })).rejects.toMatchObject({
    name: 'CommandError',
    code: 'unreachable',
    message: 'The connection was closed before the file was complete',
  });
  expect(await readdir(out)).toEqual([]);
});

test('an image that cannot be downloaded does not prevent the others', async () => {
  const { client, folder: out } = await startApi((request, response) => {
    if (request.url === '/original') return 'bytes';
    if (request.url === '/images/a') return imageNamed('cat.jpg', request);
    response.writeHead(404);
    return { code: 'not-found', status: 404, detail: `Nothing at ${request.url}` };
  });
  const done = downloadImages(client, ['b', 'a', 'c'], { out });
  await expect(done).rejects.toMatchObject({
    code: 'failed',
    message: 'Nothing at /images/b\nNothing at /images/c',
  });
  expect(await readdir(out)).toEqual(['cat.jpg']);
});

test('a size that the API rejects is reported with its reason', async () => {
  const { client, folder: out } = await startApi(({ url, headers }, response) => {
    if (url?.startsWith('/images/')) {
      return { imageId: 'a', name: 'cat.jpg', renderUrl: `http://${headers.host}/render` };
    }
    response.writeHead(404);
    return { code: 'not-found', detail: 'No image to render has the id a' };
  });
  await expect(downloadImages(client, ['a'], { out, size: { width: 64 } })).rejects.toMatchObject({
    message: 'The file of a cannot be read: No image to render has the id a',
  });
});
