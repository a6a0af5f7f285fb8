import { createServer as createHttpServer, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import type { ServiceError } from './errors.ts';
import { jsonListener, type JsonService } from './json-listener.ts';
import { closeServer, listenOnLoopback } from './listen-on-loopback.ts';

export interface ServeOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** An HTTP/1.1 server unless given. */
  readonly createServer?: (listener: RequestListener) => Server;
}

export interface ServedJson {
  /** `http://127.0.0.1:9324` */
  readonly endpoint: string;
  /** Aborts the signal of the calls under way, and waits until they are answered. */
  close(): Promise<void>;
}

/** Serves the service on loopback. @throws Node's error for a port that is taken */
export const serveJson = async <Operation, E extends ServiceError>(
  service: JsonService<Operation, E>,
  { port, createServer = createHttpServer }: ServeOptions,
): Promise<ServedJson> => {
  const closing = new AbortController();
  const server = createServer(jsonListener(service, closing.signal));
  const address = await listenOnLoopback(server, port);
  const close = (): Promise<void> => {
    closing.abort();
    return closeServer(server);
  };
  let closed: Promise<void> | undefined;
  return { endpoint: `http://${address}`, close: () => (closed ??= close()) };
};
