import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMiniaturaClient } from '@miniatura/api-client';
import { onTestFinished, vi } from 'vitest';

/** Starts a stand-in for the API, a client of it, and a folder, which exist during the test. */
export async function startApi(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
) {
  const server = createServer((request, response) => {
    const body = answer(request, response);
    if (body === undefined) return;
    if (!response.headersSent) response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(async () => {
    log.mockRestore();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl,
    log,
    folder,
    client: createMiniaturaClient({ apiUrl, accessToken: () => 'token' }),
  };
}
