import type { DatabaseQueue, TimeLimit } from './database-queue.ts';

/**
 * Delay from the maintenance after a writing statement to the materialisation of views, in
 * milliseconds.
 */
const QUIET_MS = 200;

/** Runs maintenance between the statements of clients. */
export class DatabaseUpkeep {
  readonly #queue: Pick<DatabaseQueue, 'add'>;
  readonly #limit: TimeLimit;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(queue: Pick<DatabaseQueue, 'add'>, limit: TimeLimit) {
    this.#queue = queue;
    this.#limit = limit;
  }

  /** Updates statistics and frees space, after a writing statement and before the next one. */
  afterChange(): void {
    const { result } = this.#queue.add('urgent', {
      work: (thread) => thread.call('maintain'),
      limit: this.#limit,
    });
    // A load has several statements, so that views are materialised only after the last one.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A failure does not affect the statement, and maintenance is tried again after the next one.
    result.catch(() => undefined).finally(() => this.storeViewsLater());
  }

  /** Materialises views while no statement waits, although others may be queued meanwhile. */
  storeViewsLater(): void {
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#storeView(), QUIET_MS).unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #storeView(): void {
    this.#timer = undefined;
    const { result } = this.#queue.add('idle', {
      work: (thread) => thread.call('storeView'),
      limit: this.#limit,
    });
    // A view that could not be materialised is computed for each query.
    result.then((hasStored) => hasStored && this.storeViewsLater()).catch(() => undefined);
  }
}
