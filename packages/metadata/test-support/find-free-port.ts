import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Finds a port of 127.0.0.1 that stays free until a server listens on it, also while the server
 * restarts: systems give clients, and servers that ask for any port, higher ones.
 */
export async function findFreePort(): Promise<number> {
  const port = randomInt(10_000, 20_000);
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return findFreePort();
  await once(server.close(), 'close');
  return port;
}
