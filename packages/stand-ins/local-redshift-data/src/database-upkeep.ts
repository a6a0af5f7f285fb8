import type { DatabaseQueue, TimeLimit } from './database-queue.ts';

/** How long after a statement that writes views are kept. */
const QUIET_MS = 200;

/** What is done for the database between the statements of others. */
export class DatabaseUpkeep {
  readonly #queue: DatabaseQueue;
  readonly #limit: TimeLimit;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(queue: DatabaseQueue, limit: TimeLimit) {
    this.#queue = queue;
    this.#limit = limit;
  }

  /** Statistics, and room for reuse: after the statement that wrote, and before the next one. */
  afterChange(): void {
    const { result } = this.#queue.add('urgent', {
      work: (thread) => thread.call('maintain'),
      limit: this.#limit,
    });
    // The statement has done its work without it, and the next one tries it again.
    result.catch(() => undefined);
    // A load has several statements: views are kept when it is over.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.keepViewsLater();
  }

  /** Views are kept while nobody waits, however often others ask meanwhile. */
  keepViewsLater(): void {
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#keepView(), QUIET_MS).unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #keepView(): void {
    this.#timer = undefined;
    const { result } = this.#queue.add('idle', {
      work: (thread) => thread.call('keepView'),
      limit: this.#limit,
    });
    // A view that is not kept is computed.
    result.then((hasKept) => hasKept && this.keepViewsLater()).catch(() => undefined);
  }
}
