import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import {
  answerUnparsed,
  closeServer,
  listenOnLoopback,
  rejectOtherClients,
  type WriteAnswer,
} from '@miniatura/local-service';

/** An app with a `fetch` function, such as a Hono app. */
export interface FetchApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface ServedApp {
  /** `http://127.0.0.1:4605` */
  readonly origin: string;
  close(): Promise<void>;
}

export interface ServeAppOptions {
  /** 0 selects a free port. */
  readonly port: number;
  /** The origin whose pages may send requests; by default the app's own. */
  readonly pageOrigin?: string;
  /** Matches the URLs that any page may show as images, because they are signed. */
  readonly embedded?: RegExp;
  /** Writes answers to requests that the app does not receive; by default they are text or empty. */
  readonly write?: WriteAnswer;
  /** Creates the app once its address is known. */
  readonly createApp: (origin: string) => FetchApp;
}

/** Serves an app on loopback to local clients and to the pages of one origin. */
export async function serveApp({
  port,
  pageOrigin,
  embedded,
  write,
  createApp,
}: ServeAppOptions): Promise<ServedApp> {
  const server = createServer();
  const origin = `http://${await listenOnLoopback(server, port)}`;
  const app = createApp(origin);
  const listener = getRequestListener((request) => app.fetch(request));
  const allowed = { origins: [pageOrigin ?? origin] };
  server.on('request', rejectOtherClients(listener, allowed, { embedded, write }));
  if (write !== undefined) answerUnparsed(server, write);
  return { origin, close: () => closeServer(server) };
}
