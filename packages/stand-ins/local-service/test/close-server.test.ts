import { createServer, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../src/index.ts';

test('closing waits for a response in flight, but not for its keep-alive connection', async () => {
  let pending: ServerResponse | undefined;
  const server = createServer((_, response) => {
    pending = response;
    response.writeHead(200, { 'content-length': 2 });
    response.write('o');
  });
  const response = await fetch(`http://${await listenOnLoopback(server, 0)}`);
  const closed = closeServer(server);
  pending?.end('k');
  expect(await response.text()).toBe('ok');
  await closed;
});
