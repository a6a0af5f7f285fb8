import { setTimeout as sleep } from 'node:timers/promises';

/** Work that waits for other work goes on after so long, lest it never ends. */
const LONGEST_WAIT_MS = 10_000;

/** Work that comes first, and what waits until none of it is under way. */
export class Precedence {
  #runningCount = 0;
  #idle = Promise.withResolvers<void>();

  constructor() {
    this.#idle.resolve();
  }

  /** Runs work that comes first. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#runningCount === 0) this.#idle = Promise.withResolvers();
    this.#runningCount += 1;
    try {
      return await work();
    } finally {
      this.#runningCount -= 1;
      if (this.#runningCount === 0) this.#idle.resolve();
    }
  }

  /** Resolves when none is under way, after ten seconds, or when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#runningCount === 0) return;
    const ended = new AbortController();
    const longest = sleep(LONGEST_WAIT_MS, undefined, {
      signal: AbortSignal.any([ended.signal, signal]),
    }).catch(() => undefined);
    await Promise.race([this.#idle.promise, longest]);
    ended.abort();
  }
}
