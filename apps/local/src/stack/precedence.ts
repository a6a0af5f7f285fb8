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

  /** Runs other work once none that comes first is under way, or after ten seconds. */
  async runAfter<T>(work: () => Promise<T>): Promise<T> {
    if (this.#runningCount > 0) await this.#wait();
    return work();
  }

  async #wait(): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LONGEST_WAIT_MS);
    await Promise.race([this.#idle.promise, tooLong]);
    clearTimeout(timer);
  }
}
