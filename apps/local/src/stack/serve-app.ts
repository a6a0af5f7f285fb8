import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { closeServer, listenOnLoopback, rejectOtherClients } from '@miniatura/local-service';

/** What answers requests as the Fetch standard has it: a Hono app is one. */
export interface FetchApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface ServedApp {
  /** `http://127.0.0.1:4605` */
  readonly origin: string;
  close(): Promise<void>;
}

export interface ServeAppOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Whose pages may send requests; the app's own unless given. */
  readonly pageOrigin?: string;
  /** Makes the app when its address is known. */
  readonly createApp: (origin: string) => FetchApp;
}

/** Serves an app on loopback, to this machine's clients and to the pages of one origin. */
export async function serveApp({
  port,
  pageOrigin,
  createApp,
}: ServeAppOptions): Promise<ServedApp> {
  const server = createServer();
  const origin = `http://${await listenOnLoopback(server, port)}`;
  const app = createApp(origin);
  const listener = getRequestListener((request) => app.fetch(request));
  server.on('request', rejectOtherClients(listener, { origins: [pageOrigin ?? origin] }));
  return { origin, close: () => closeServer(server) };
}
