import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../src/index.ts';

async function listening(listener: Parameters<typeof createServer>[1]) {
  const server = createServer(listener);
  const address = await listenOnLoopback(server, 0);
  onTestFinished(() => closeServer(server));
  const connected = async (): Promise<Socket> => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  return { server, connected, url: `http://${address}` };
}

test('errors of requests and responses are handled', async () => {
  const { url } = await listening((request, response) => {
    // What a library does with a body that it rejects, or with a response that it cannot complete.
    if (request.url === '/request') request.destroy(new Error('not wanted'));
    else response.destroy(new Error('cannot go on'));
  });
  await expect(fetch(`${url}/request`, { method: 'POST', body: 'a' })).rejects.toThrow();
  await expect(fetch(`${url}/response`)).rejects.toThrow();
});

test.each([
  ['data that is not HTTP', '\x16\x03\x01\x02\x00', 400],
  ['headers that are too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}`, 431],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    400,
  ],
  [
    'a Content-Length with chunked encoding',
    'GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    400,
  ],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  [
    'an upgrade',
    'GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade, close\r\nupgrade: h2c\r\n\r\n',
    200,
  ],
])('%s receives a response', async (_, head, status) => {
  const { connected } = await listening((_request, response) => {
    response.setHeader('connection', 'close').end();
  });
  const socket = await connected();
  socket.write(head, 'latin1');
  expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('CONNECT closes the connection', async () => {
  const { connected } = await listening((_, response) => response.end());
  const socket = await connected();
  socket.write('CONNECT evil.example:80 HTTP/1.1\r\nhost: evil.example\r\n\r\n');
  expect(await text(socket)).toBe('');
});

test('time and number of connections are limited', async () => {
  const { server } = await listening((_, response) => response.end());
  expect(server.headersTimeout).toBeLessThanOrEqual(20_000);
  expect(server.timeout).toBeGreaterThan(0);
  expect(server.maxConnections).toBeGreaterThan(0);
});
