import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

const HOST = '127.0.0.1';

/** What answers requests as the Fetch standard has it: a Hono app is one. */
export interface FetchApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface ServedApp {
  /** `http://127.0.0.1:4605` */
  readonly origin: string;
  close(): Promise<void>;
}

/** Listens on loopback. The app is made when the address is known; port 0 takes a free one. */
export async function serveApp(
  port: number,
  createApp: (origin: string) => FetchApp,
): Promise<ServedApp> {
  const { promise: app, resolve } = Promise.withResolvers<FetchApp>();
  const fetch = async (request: Request) => (await app).fetch(request);
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;
  server.listen(port, HOST);
  await once(server, 'listening');
  const origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  resolve(createApp(origin));
  return { origin, close: () => close(server) };
}

const GRACE_MS = 2000;

/** Answers that are under way have a moment; connections that are kept alive do not hold it up. */
async function close(server: Server): Promise<void> {
  const isClosed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await isClosed;
  clearTimeout(timer);
}
