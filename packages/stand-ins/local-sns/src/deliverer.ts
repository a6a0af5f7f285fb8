import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@miniatura/local-service';
import type { Delivery, DeliveryStore } from './delivery-store.ts';
import type { SendToQueue } from './queue-sender.ts';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 10_000;

/**
 * How long SNS retries a delivery to a queue: 23 days.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const MAX_DELIVERY_AGE_MS = 23 * 24 * 60 * 60 * 1000;

/**
 * How long `close` waits for deliveries in flight. The others are delivered after the next start.
 */
const CLOSE_DEADLINE_MS = 5000;

/** Called when a message is lost: neither its queue nor a dead-letter queue has accepted it. */
export type OnLost = (delivery: Delivery, error: unknown) => void;

export interface DelivererOptions {
  readonly store: DeliveryStore;
  readonly send: SendToQueue;
  readonly now: () => number;
  readonly onLost: OnLost;
}

/**
 * Whether a retry would fail too, for example because the queue does not exist. The error is that of
 * the SDK, or that of a queue in this process.
 */
function isPermanentError(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status =
    error instanceof ServiceError ? error.httpStatus : ($metadata?.httpStatusCode ?? 500);
  return status >= 400 && status < 500;
}

const textAttribute = (text: string) => ({ DataType: 'String', StringValue: text || 'unknown' });

/** Sends deliveries from the store to their queues: in order, and one at a time per queue. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #abandoned = new AbortController();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** Starts delivering the waiting messages of each queue that has no delivery in flight. */
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
      // The store failed, for example on a full disk.
      console.error(error);
      setTimeout(() => this.wake([queueArn]), MAX_RETRY_MS).unref();
    } finally {
      this.#running.delete(queueArn);
    }
  }

  /**
   * Retries with exponential backoff until the delivery has succeeded or is given up. After `close`
   * there is only one attempt. @returns false when it is still waiting
   */
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
        if (isPermanentError(error) || now() - delivery.publishedMs > MAX_DELIVERY_AGE_MS) {
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
      ErrorCode: textAttribute(error instanceof ServiceError ? error.code : name),
      ErrorMessage: textAttribute(message),
    });
    this.wake([deadLetterArn]);
  }

  /**
   * Delivers waiting messages for a few seconds at most. Afterwards the store is not used any more.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    const deadline = sleep(CLOSE_DEADLINE_MS, undefined, { signal: this.#abandoned.signal });
    await Promise.race([Promise.all(this.#running.values()), deadline]);
    this.#abandoned.abort();
    await deadline.catch(() => undefined);
  }
}
