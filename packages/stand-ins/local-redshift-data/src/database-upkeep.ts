import type { DatabaseQueue, TimeLimit } from './database-queue.ts';

/**
 * Delay from the maintenance after a writing statement to the materialisation of views, in
 * milliseconds. Before its last statements an ETL deletes its staged files, which takes less. Views
 * that were materialised meanwhile would be out of date at once.
 */
const QUIET_MS = 1000;

/** Delay from the materialisation of a view to that of the next one, in milliseconds. */
const BETWEEN_VIEWS_MS = 200;

/** Runs maintenance between the statements of clients. */
export class DatabaseUpkeep {
  readonly #queue: Pick<DatabaseQueue, 'add'>;
  readonly #limit: TimeLimit;
  #timer: NodeJS.Timeout | undefined;
  #changeCount = 0;
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
    this.#changeCount += 1;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A failure does not affect the statement, and maintenance is tried again after the next one.
    result.catch(() => undefined).finally(() => this.storeViewsLater());
  }

  /** Materialises views while no statement waits, although others may be queued meanwhile. */
  storeViewsLater(): void {
    this.#storeViewIn(QUIET_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #storeViewIn(delayMs: number): void {
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#storeView(), delayMs).unref();
  }

  #storeView(): void {
    this.#timer = undefined;
    const changeCount = this.#changeCount;
    const { result } = this.#queue.add('idle', {
      // It may have waited for a change, after which the views have to wait again.
      work: async (thread) => changeCount === this.#changeCount && thread.call('storeView'),
      limit: this.#limit,
    });
    // A view that could not be materialised is computed for each query.
    result
      .then((hasStored) => hasStored && this.#storeViewIn(BETWEEN_VIEWS_MS))
      .catch(() => undefined);
  }
}
