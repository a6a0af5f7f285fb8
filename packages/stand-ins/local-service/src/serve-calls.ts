import { createServer as createHttpServer, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import { callListener, type CallService } from './call-listener.ts';
import type { ServiceError } from './errors.ts';
import { jsonProtocol, type JsonService } from './json-protocol.ts';
import { closeServer, listenOnLoopback } from './listen-on-loopback.ts';

export interface ServeOptions {
  /** 0 selects a free port. */
  readonly port: number;
  /** By default an HTTP/1.1 server. */
  readonly createServer?: (listener: RequestListener) => Server;
}

export interface ServedCalls {
  /** `http://127.0.0.1:9324` */
  readonly endpoint: string;
  /** Aborts the signal of the calls in flight, and waits until their responses are sent. */
  close(): Promise<void>;
}

/**
 * Serves one or more protocols of a service on loopback. @throws Node's error when the port is in
 * use
 */
export async function serveCalls<E extends ServiceError>(
  service: CallService<E>,
  { port, createServer = createHttpServer }: ServeOptions,
): Promise<ServedCalls> {
  const closing = new AbortController();
  const server = createServer(callListener(service, closing.signal));
  const address = await listenOnLoopback(server, port);
  const close = (): Promise<void> => {
    closing.abort();
    return closeServer(server);
  };
  let closed: Promise<void> | undefined;
  return { endpoint: `http://${address}`, close: () => (closed ??= close()) };
}

/** Serves a service that supports only JSON. @throws Node's error when the port is in use */
export function serveJson<Operation, E extends ServiceError>(
  service: JsonService<Operation, E>,
  options: ServeOptions,
): Promise<ServedCalls> {
  return serveCalls(
    { protocols: [jsonProtocol(service)], createCommonError: service.createCommonError },
    options,
  );
}
