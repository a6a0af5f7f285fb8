import { once } from 'node:events';
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const HOST = '127.0.0.1';
/** Clients keep connections and are surprised when one closes just as they use it again. */
const KEEP_ALIVE_MS = 60_000;
/** Who has sent no whole head by then gets 408. */
const HEADERS_TIMEOUT_MS = 20_000;
/** A connection on which nothing moves for so long is closed; the longest answers come sooner. */
const IDLE_TIMEOUT_MS = 300_000;
/** Clients on one machine need far fewer; each takes a descriptor of the process. */
const MAX_CONNECTIONS = 1000;

const ignore = (): void => undefined;

/** Requests and answers that break off are the client's affair, which ends with its connection. */
const outliveBrokenConnections = (request: IncomingMessage, response: ServerResponse): void => {
  request.on('error', ignore);
  response.on('error', ignore);
};

const limitConnections = (server: HttpServer): void => {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.timeout = IDLE_TIMEOUT_MS;
  for (const event of ['request', 'checkContinue'] as const) {
    if (event === 'request' || server.listenerCount(event) > 0) {
      server.prependListener(event, outliveBrokenConnections);
    }
  }
};

/**
 * Listens on loopback alone; port 0 takes a free one. Connections are limited in number and in time,
 * and none that breaks off ends the process.
 * @returns `127.0.0.1:PORT`
 * @throws Node's error for a port that is taken
 */
export const listenOnLoopback = async (server: Server, port: number): Promise<string> => {
  server.maxConnections = MAX_CONNECTIONS;
  if (server instanceof HttpServer) limitConnections(server);
  server.listen(port, HOST);
  await once(server, 'listening');
  // Accepting a connection may fail, for want of descriptors: the next one may be accepted.
  server.on('error', (error) => console.error(`127.0.0.1:${port}: ${error.message}`));
  return `${HOST}:${(server.address() as AddressInfo).port}`;
};

/** How often a server that is closing looks for connections that have fallen idle. */
const CLOSE_IDLE_EVERY_MS = 20;
/** How long answers under way may take, once their server closes. */
const CLOSE_GRACE_MS = 5_000;

/**
 * Takes no more connections, ends idle ones of HTTP, and waits until the last has ended. Clients that
 * hold an HTTP connection open for longer than 5 s are cut off.
 */
export const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  if (server instanceof HttpServer) {
    // A kept connection falls idle when its last answer ends, and would then stay for a minute.
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.once('close', () => {
      clearInterval(closing);
      clearTimeout(cutOff);
    });
  }
  await closed;
};
