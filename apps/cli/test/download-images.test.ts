import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMiniaturaClient } from '@miniatura/api-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { downloadImages } from '../src/commands/download-images.ts';

const OPTIONS = { format: 'jpeg' } as const;

/** Starts an API whose only image has the name, and a client of it. */
async function start(
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
) {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const downloadUrl = `http://${request.headers.host}/original`;
    response.end(JSON.stringify({ imageId: 'a', name, downloadUrl }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const out = await mkdtemp(join(tmpdir(), 'download-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(async () => {
    vi.restoreAllMocks();
    server.close();
    server.closeAllConnections();
    await rm(out, { recursive: true });
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { out, client: createMiniaturaClient({ apiUrl, accessToken: () => 'token' }) };
}

test('a download continues after a pause that the API requests, with a name that fits', async () => {
  let requests = 0;
  const name = `../${'x'.repeat(150)}.${'y'.repeat(150)}`;
  const { client, out } = await start(name, ({ url }, response) => {
    if (url === '/original') response.end('bytes');
    else if (requests++ === 0) {
      response.writeHead(429, { 'retry-after': '0' });
      response.end(JSON.stringify({ code: 'too-many-requests', status: 429, detail: 'Pause' }));
    } else return false;
    return true;
  });
  await downloadImages(client, ['a'], { ...OPTIONS, out });
  expect(requests).toBe(2);
  expect(await readdir(out)).toEqual([`__${'x'.repeat(150)}.${'y'.repeat(19)}`]);
});

test('a download that is cut off fails without a file', async () => {
  const { client, out } = await start('cat.jpg', ({ url }, response) => {
    if (url !== '/original') return false;
    response.writeHead(200, { 'content-length': '100' });
    response.write('bytes', () => response.destroy());
    return true;
  });
  await expect(downloadImages(client, ['a'], { ...OPTIONS, out })).rejects.toMatchObject({
    name: 'CommandError',
    code: 'unreachable',
    message: 'The connection was closed before the file was complete',
  });
  expect(await readdir(out)).toEqual([]);
});
