import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Listens on loopback alone; port 0 takes a free one.
 * @returns `127.0.0.1:PORT`
 * @throws Node's error for a port that is taken
 */
export const listenOnLoopback = async (server: Server, port: number): Promise<string> => {
  server.listen(port, HOST);
  await once(server, 'listening');
  return `${HOST}:${(server.address() as AddressInfo).port}`;
};

/** Takes no more connections, ends idle ones of HTTP, and waits until the last has ended. */
export const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  await closed;
};
