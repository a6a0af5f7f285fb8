import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresServer } from '../src/postgres-port/postgres-server.ts';

const CONNECTION_COUNT = 20;

/** Version 3.0 of the protocol, and a user. */
const STARTUP = Buffer.concat([
  Buffer.from([0, 0, 0, 18, 0, 3, 0, 0]),
  Buffer.from('user\0ida\0\0'),
]);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('a connection that ends before its user is known is forgotten', async () => {
  const { promise: known, resolve } = Promise.withResolvers<boolean>();
  let askedCount = 0;
  const server = createPostgresServer({
    read: () => {
      throw new Error('Nothing is read here');
    },
    forget: () => undefined,
    hasUser: () => {
      askedCount += 1;
      return known;
    },
  });
  const sockets: WeakRef<Socket>[] = [];
  server.on('connection', (socket) => sockets.push(new WeakRef(socket)));
  const keptCount = () => {
    collectGarbage();
    return sockets.filter((socket) => socket.deref() !== undefined).length;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  for (let index = 0; index < CONNECTION_COUNT; index += 1) {
    const client = connect(port, '127.0.0.1');
    client.write(STARTUP);
    await expect.poll(() => askedCount).toBe(index + 1);
    client.destroy();
  }
  const connectionCount = promisify(server.getConnections.bind(server));
  await expect.poll(() => connectionCount()).toBe(0);
  resolve(true);
  expect(sockets).toHaveLength(CONNECTION_COUNT);
  await expect.poll(keptCount).toBeLessThan(CONNECTION_COUNT / 2);
});
