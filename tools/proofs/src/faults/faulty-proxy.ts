import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The faults of a dependency. `away` refuses connections. */
export const FAULTS = ['slow', 'throttled', 'failing', 'dropping', 'away'] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultyProxy {
  readonly endpoint: string;
  /** Sets the fault; undefined forwards everything. */
  set(fault: Fault | undefined): Promise<void>;
  /** Number of affected requests by fault; connections that `away` rejects are not counted. */
  readonly harmedCounts: Readonly<Record<Fault, number>>;
  close(): Promise<void>;
}

interface ProxyOptions {
  /** URL to which requests are forwarded. */
  readonly target: string;
  /** Format of the service's errors. */
  readonly protocol: 'xml' | 'json';
  readonly slownessMs: number;
}

/**
 * Starts an HTTP proxy that makes a service slow, throttled, failing, dropping connections, or
 * unavailable.
 */
export async function startFaultyProxy(options: ProxyOptions): Promise<FaultyProxy> {
  const harmedCounts = { slow: 0, throttled: 0, failing: 0, dropping: 0, away: 0 };
  let fault: Fault | undefined;
  const server = createServer((incoming, response) => {
    response.on('error', () => response.destroy());
    if (fault !== undefined) harmedCounts[fault] += 1;
    void answer(incoming, response, { ...options, fault, index: harmedCounts.dropping });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const hangUp = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    harmedCounts,
    async set(next) {
      if (next === 'away' && fault !== 'away') await hangUp();
      if (next !== 'away' && fault === 'away') await listen(port);
      fault = next;
    },
    close: async () => (server.listening ? hangUp() : undefined),
  };
}

interface Exchange extends ProxyOptions {
  readonly fault: Fault | undefined;
  /** Index of the dropped request. */
  readonly index: number;
}

async function answer(incoming: IncomingMessage, response: ServerResponse, exchange: Exchange) {
  const { fault, index, slownessMs } = exchange;
  if (fault === 'throttled' || fault === 'failing') return reject(incoming, response, exchange);
  if (fault === 'slow') await sleep(slownessMs);
  // Alternately, the request or its response is dropped.
  const isAnswerLost = fault === 'dropping' && index % 2 === 0;
  if (fault === 'dropping' && !isAnswerLost) return incoming.socket.destroy();
  passOn(incoming, response, exchange.target, isAnswerLost);
}

function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: string,
  isAnswerLost: boolean,
): void {
  const { method, url, headers } = incoming;
  const outgoing = request(new URL(url ?? '/', target), { method, headers }, (answered) => {
    if (isAnswerLost) {
      answered.resume();
      answered.on('end', () => incoming.socket.destroy());
      return;
    }
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.on('error', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

const ERRORS = {
  throttled: { status: 429, xml: 'SlowDown', json: 'ThrottlingException' },
  failing: { status: 500, xml: 'InternalError', json: 'InternalServerException' },
} as const;

function reject(incoming: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
  const { status, ...codes } = ERRORS[exchange.fault === 'throttled' ? 'throttled' : 'failing'];
  const code = codes[exchange.protocol];
  const message = 'A fault that a test asked for';
  incoming.resume();
  incoming.on('end', () => {
    if (exchange.protocol === 'xml') {
      response.writeHead(status === 429 ? 503 : status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
      return;
    }
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': code,
    });
    response.end(JSON.stringify({ __type: code, message }));
  });
}
