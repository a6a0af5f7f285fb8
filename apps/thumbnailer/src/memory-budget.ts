/**
 * Starts work in order of arrival when its bytes fit into the budget. Work larger than the budget
 * runs alone. Therefore small images of a batch are processed concurrently, and large ones are not.
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
