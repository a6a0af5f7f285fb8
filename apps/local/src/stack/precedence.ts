/** Work of lower priority starts after this time at the latest. */
const LONGEST_WAIT_MS = 10_000;

/** Work with priority, and work that waits until no work with priority is in flight. */
export class Precedence {
  #runningCount = 0;
  #idle = Promise.withResolvers<void>();

  constructor() {
    this.#idle.resolve();
  }

  /** Runs work with priority. */
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

  /** Runs other work once no work with priority is in flight, or after ten seconds. */
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
