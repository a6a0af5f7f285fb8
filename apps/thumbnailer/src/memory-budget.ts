/**
 * Lets work in as long as its bytes fit, in order of arrival; work larger than the whole budget
 * runs alone. So a batch's pictures are in flight together, and a batch of large ones is not.
 */
export class MemoryBudget {
  readonly #totalByteCount: number;
  readonly #waiting: { byteCount: number; start: () => void }[] = [];
  #freeByteCount: number;

  constructor(totalByteCount: number) {
    this.#totalByteCount = totalByteCount;
    this.#freeByteCount = totalByteCount;
  }

  async run<T>(byteCount: number, work: () => Promise<T>): Promise<T> {
    const held = Math.min(byteCount, this.#totalByteCount);
    await this.#acquire(held);
    try {
      return await work();
    } finally {
      this.#freeByteCount += held;
      this.#startWaiting();
    }
  }

  #acquire(byteCount: number): Promise<void> {
    return new Promise((start) => {
      this.#waiting.push({ byteCount, start });
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || next.byteCount > this.#freeByteCount) return;
      this.#waiting.shift();
      this.#freeByteCount -= next.byteCount;
      next.start();
    }
  }
}
