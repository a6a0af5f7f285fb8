import { once } from 'node:events';
import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { answerUnparsed, closeServer, listenOnLoopback } from '../src/index.ts';

const GET = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const GARBAGE = 'GARBAGE\r\n\r\n';

/** Starts a server and connects a client that keeps its side open until the test has ended. */
async function connectToServer(listener: RequestListener, options: ServerOptions = {}) {
  const server = createServer(options, listener);
  answerUnparsed(server, (_, body) => ({ contentType: 'text/plain', body }));
  const [host = '', port] = (await listenOnLoopback(server, 0)).split(':');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ host, port: Number(port), allowHalfOpen: true });
  const [socket] = await accepted;
  const closed = once(socket, 'close');
  onTestFinished(async () => {
    client.destroy();
    await closeServer(server);
  });
  return { client, server, closed };
}

test('The connection of a request that cannot be parsed is closed, though the client keeps its side open', async () => {
  const { client, closed } = await connectToServer(() => undefined);
  client.write(GARBAGE);
  expect(await text(client)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*\r\n\r\nExpected an HTTP/s);
  expect(client.writableEnded).toBe(false);
  await closed;
});

test('Nothing is written into an answer that has begun, which is interrupted', async () => {
  const { client, closed } = await connectToServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event');
  });
  client.write(GET);
  const [begin] = (await once(client, 'data')) as [Buffer];
  client.write(GARBAGE);
  const received = `${begin.toString()}${await text(client)}`;
  expect(received).toMatch(/^HTTP\/1.1 200 OK/);
  expect(received).toMatch(/\r\n\r\n5\r\nevent\r\n$/);
  await closed;
});

test('A request that cannot be parsed is answered after a complete answer', async () => {
  const { client } = await connectToServer((_, response) => response.end('first'));
  client.write(GET);
  const [first] = (await once(client, 'data')) as [Buffer];
  expect(first.toString()).toMatch(/first$/);
  client.write(GARBAGE);
  expect(await text(client)).toMatch(/^HTTP\/1.1 400 Bad Request/);
});

test('A request that cannot be parsed is answered before an answer that has not begun', async () => {
  const { client, server } = await connectToServer(() => undefined);
  client.write(GET);
  await once(server, 'request');
  client.write(GARBAGE);
  expect(await text(client)).toMatch(/^HTTP\/1.1 400 Bad Request/);
});

test('The answer to headers that are too slow contains the limits', async () => {
  const { client, server, closed } = await connectToServer(() => undefined, {
    connectionsCheckingInterval: 10,
  });
  server.headersTimeout = 100;
  client.write('GET / HTTP/1.1\r\nhost:');
  expect(await text(client)).toMatch(
    /^HTTP\/1.1 408 .*\r\n\r\nExpected the headers of the request within 0.1 s, and all of it within 300 s, but/s,
  );
  await closed;
});
