import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, DeliveryStore } from './delivery-store.ts';
import type { SendToQueue } from './queue-sender.ts';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 10_000;

/**
 * How long SNS tries to reach a queue: 23 days.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const GIVE_UP_AFTER_MS = 23 * 24 * 60 * 60 * 1000;

/** How long `close` waits for deliveries on their way; the rest is delivered after the next start. */
const CLOSE_DEADLINE_MS = 5000;

/** Told of a message that no queue has taken, neither its own nor one of dead letters. */
export type OnLost = (delivery: Delivery, error: unknown) => void;

export interface DelivererOptions {
  readonly store: DeliveryStore;
  readonly send: SendToQueue;
  readonly now: () => number;
  readonly onLost: OnLost;
}

/** Such as a queue that does not exist: another attempt would fail too. */
const isFaultOfRequest = (error: unknown): boolean => {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 500;
  return status >= 400 && status < 500;
};

const textAttribute = (text: string) => ({ DataType: 'String', StringValue: text || 'unknown' });

/** Carries deliveries from the store to their queues: in order and one at a time for each queue. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #abandoned = new AbortController();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** Starts delivering whatever waits, to every queue that is not being served already. */
  wake(queueArns: Iterable<string> = this.#options.store.queues()): void {
    for (const arn of queueArns) {
      if (this.#running.has(arn) || this.#closing.signal.aborted) continue;
      this.#running.set(arn, this.#run(arn));
    }
  }

  async #run(queueArn: string): Promise<void> {
    const { store } = this.#options;
    await Promise.resolve();
    try {
      for (;;) {
        const delivery = store.next(queueArn);
        if (!delivery || !(await this.#deliver(delivery))) break;
      }
    } catch (error) {
      // The store fails, as on a full disk.
      console.error(error);
      setTimeout(() => this.wake([queueArn]), MAX_RETRY_MS).unref();
    } finally {
      this.#running.delete(queueArn);
    }
  }

  /** Tries until the delivery is settled; after `close` has begun, once. False when it is not. */
  async #deliver(delivery: Delivery): Promise<boolean> {
    const { store, send, now } = this.#options;
    const { signal } = this.#closing;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        await send(delivery);
        if (this.#abandoned.signal.aborted) return false;
        store.delete(delivery);
        return true;
      } catch (error) {
        if (this.#abandoned.signal.aborted) return false;
        if (isFaultOfRequest(error) || now() - delivery.publishedMs > GIVE_UP_AFTER_MS) {
          this.#giveUp(delivery, error);
          return true;
        }
        if (signal.aborted) return false;
        await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  #giveUp(delivery: Delivery, error: unknown): void {
    const { store, onLost } = this.#options;
    const { deadLetterArn, attributes } = delivery;
    if (deadLetterArn === undefined) {
      store.delete(delivery);
      return onLost(delivery, error);
    }
    const { name, message } = error as Error;
    store.redirect(delivery, {
      ...attributes,
      ErrorCode: textAttribute(name),
      ErrorMessage: textAttribute(message),
    });
    this.wake([deadLetterArn]);
  }

  /** Delivers what it can within a few seconds. Afterwards the store is not touched any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    const deadline = sleep(CLOSE_DEADLINE_MS, undefined, { signal: this.#abandoned.signal });
    await Promise.race([Promise.all(this.#running.values()), deadline]);
    this.#abandoned.abort();
    await deadline.catch(() => undefined);
  }
}
