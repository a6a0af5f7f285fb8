import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One step of a client on a connection. */
export type Step =
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'pause'; readonly durationMs: number }
  /** Ends only the sending side. */
  | { readonly kind: 'end' }
  /** Reads until the server ends the connection, or for this time. */
  | { readonly kind: 'read'; readonly withinMs: number }
  /** Reads until some bytes have arrived, or for this time. */
  | { readonly kind: 'glimpse'; readonly withinMs: number };

/** One connection to a server. The client resets it at the end, unless the server has ended it. */
export interface Exchange {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What the server may have stored, and must have stored if its response is 2xx. */
  readonly effect?: Effect | undefined;
}

export interface Effect {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The server's response. */
export interface Outcome {
  /** HTTP status; 0 if there was no response. */
  readonly status: number;
  readonly isEndedByServer: boolean;
}

const MAX_KEPT_BYTE_COUNT = 4096;

/** Performs the steps. It reports the server's behaviour without throwing. */
export async function runExchange(port: number, { steps }: Exchange): Promise<Outcome> {
  const client = new Client(port);
  for (const step of steps) await client.do(step);
  return client.leave();
}

class Client {
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  readonly #glimpsed: Promise<void>;
  #start = '';
  #isEnded = false;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const { promise: glimpsed, resolve: glimpse } = Promise.withResolvers<void>();
    this.#glimpsed = glimpsed;
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#isEnded = true;
        resolve();
      };
      this.#socket.on('end', end).on('error', end).on('close', end);
    });
    this.#socket.on('data', (chunk: Buffer) => {
      glimpse();
      if (this.#start.length < MAX_KEPT_BYTE_COUNT) this.#start += chunk.toString('latin1');
    });
  }

  async do(step: Step): Promise<void> {
    if (this.#isEnded) return;
    if (step.kind === 'send') await this.#send(step.bytes);
    else if (step.kind === 'pause') await sleep(step.durationMs);
    else if (step.kind === 'end') this.#socket.end();
    else await this.#wait(step.kind === 'read' ? this.#ended : this.#glimpsed, step.withinMs);
  }

  /**
   * Sends bytes. A server that has rejected a body may stop reading, which may block the sending.
   */
  async #send(bytes: Buffer): Promise<void> {
    const sent = new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()));
    await Promise.race([sent, this.#glimpsed, this.#ended]);
  }

  async #wait(event: Promise<void>, withinMs: number): Promise<void> {
    const stopped = new AbortController();
    const timeout = sleep(withinMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    await Promise.race([event, this.#ended, timeout]);
    stopped.abort();
  }

  leave(): Outcome {
    if (!this.#socket.destroyed) this.#socket.resetAndDestroy();
    const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(this.#start) ?? [];
    return { status: Number(status), isEndedByServer: this.#isEnded };
  }
}
