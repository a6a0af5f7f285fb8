import { setTimeout as sleep } from 'node:timers/promises';
import type { S3EventMessage, S3TestEvent } from './event-message.ts';
import type { EventOutbox, PendingEvent } from './event-outbox.ts';

/** An event for a destination in a bucket's notification configuration. */
export interface S3EventDelivery {
  readonly destinationArn: string;
  readonly message: S3EventMessage | S3TestEvent;
}

/**
 * Delivers an event. When the promise resolves, the event is delivered; when it rejects, it is
 * retried.
 */
export type OnEvent = (delivery: S3EventDelivery) => Promise<void>;

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 10_000;
/** How long `close` waits for events in flight. The others are delivered after the next start. */
const CLOSE_DEADLINE_MS = 5_000;

/** Delivers events from the outbox to the hook: in order, and one at a time per destination. */
export class EventDeliverer {
  readonly #outbox: EventOutbox;
  readonly #onEvent: OnEvent;
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #abandoned = new AbortController();

  constructor(outbox: EventOutbox, onEvent: OnEvent) {
    this.#outbox = outbox;
    this.#onEvent = onEvent;
  }

  /** Starts delivering the waiting events of each destination that has none in flight. */
  wake(destinationArns: Iterable<string> = this.#outbox.destinations()): void {
    for (const arn of destinationArns) {
      if (this.#running.has(arn)) continue;
      this.#running.set(arn, this.#run(arn));
    }
  }

  async #run(destinationArn: string): Promise<void> {
    await Promise.resolve();
    for (;;) {
      const next = await this.#retry(() => this.#outbox.next(destinationArn));
      if (!next?.value || !(await this.#deliver(next.value))) break;
    }
    this.#running.delete(destinationArn);
  }

  /** Delivers an event and deletes it. Returns false when it remains until the next start. */
  async #deliver({ id, destinationArn, message }: PendingEvent): Promise<boolean> {
    const taken = await this.#retry(() => this.#onEvent({ destinationArn, message }));
    if (!taken || this.#abandoned.signal.aborted) return false;
    // The index cannot be written while the disk is full; then the event may be delivered twice.
    return (await this.#retry(() => this.#outbox.delete(id))) !== undefined;
  }

  /** Retries until `work` succeeds. After `close` has begun, there is only one attempt. */
  async #retry<T>(work: () => T | Promise<T>): Promise<{ readonly value: T } | undefined> {
    const { signal } = this.#closing;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        return { value: await work() };
      } catch {
        if (signal.aborted) return undefined;
        await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  /**
   * Delivers waiting events for a few seconds at most. Afterwards the outbox is not used any more.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    const deadline = sleep(CLOSE_DEADLINE_MS, undefined, { signal: this.#abandoned.signal });
    await Promise.race([Promise.all(this.#running.values()), deadline]);
    this.#abandoned.abort();
    await deadline.catch(() => undefined);
  }
}
