import { once } from 'node:events';
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const HOST = '127.0.0.1';
/** Long enough that clients rarely reuse a connection at the moment when the server closes it. */
const KEEP_ALIVE_MS = 60_000;
/** A client that has not sent its complete headers by then receives 408. */
const HEADERS_TIMEOUT_MS = 20_000;
/** A connection without traffic for this long is closed. The slowest responses start sooner. */
const IDLE_TIMEOUT_MS = 300_000;
/** Clients on one machine need far fewer. Each connection uses a file descriptor of the process. */
const MAX_CONNECTIONS = 1000;

const ignore = (): void => undefined;

/**
 * Ignores errors of aborted requests and responses: closing their connection is all that is needed.
 */
function ignoreConnectionErrors(request: IncomingMessage, response: ServerResponse): void {
  request.on('error', ignore);
  response.on('error', ignore);
}

function limitConnections(server: HttpServer): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.timeout = IDLE_TIMEOUT_MS;
  for (const event of ['request', 'checkContinue'] as const) {
    if (event === 'request' || server.listenerCount(event) > 0) {
      server.prependListener(event, ignoreConnectionErrors);
    }
  }
}

/**
 * Listens on 127.0.0.1 only; port 0 selects a free port. Limits the number of connections and their
 * idle time. Errors of a connection do not end the process.
 * @returns `127.0.0.1:PORT`
 * @throws Node's error when the port is in use
 */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  server.maxConnections = MAX_CONNECTIONS;
  if (server instanceof HttpServer) limitConnections(server);
  server.listen(port, HOST);
  await once(server, 'listening');
  // Accepting a connection may fail when file descriptors run out; later ones may succeed.
  server.on('error', (error) => console.error(`127.0.0.1:${port}: ${error.message}`));
  return `${HOST}:${(server.address() as AddressInfo).port}`;
}

/** How often a closing server closes idle connections. */
const CLOSE_IDLE_EVERY_MS = 20;
/** How long requests in flight may take after their server starts to close. */
const CLOSE_GRACE_MS = 5_000;

/**
 * Stops accepting connections, closes idle HTTP connections, and waits until the last one is
 * closed. HTTP connections that are still open after 5 s are destroyed.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  if (server instanceof HttpServer) {
    // A keep-alive connection becomes idle when its last response ends, and would stay open for
    // a minute.
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    const destroying = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.once('close', () => {
      clearInterval(closing);
      clearTimeout(destroying);
    });
  }
  await closed;
}
