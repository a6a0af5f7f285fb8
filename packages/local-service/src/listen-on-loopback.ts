import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const HOST = '127.0.0.1';
/** Clients keep connections and are surprised when one closes just as they use it again. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Listens on loopback alone; port 0 takes a free one.
 * @returns `127.0.0.1:PORT`
 * @throws Node's error for a port that is taken
 */
export const listenOnLoopback = async (server: Server, port: number): Promise<string> => {
  if (server instanceof HttpServer) server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, HOST);
  await once(server, 'listening');
  return `${HOST}:${(server.address() as AddressInfo).port}`;
};

/** How often a server that is closing looks for connections that have fallen idle. */
const CLOSE_IDLE_EVERY_MS = 20;

/** Takes no more connections, ends idle ones of HTTP, and waits until the last has ended. */
export const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  if (server instanceof HttpServer) {
    // A kept connection falls idle when its last answer ends, and would then stay for a minute.
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    server.once('close', () => clearInterval(closing));
  }
  await closed;
};
