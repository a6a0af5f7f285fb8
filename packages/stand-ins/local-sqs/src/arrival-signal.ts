/** The longest wait. Node's timers overflow after 2³¹ ms and then fire immediately. */
const MAX_SLEEP_MS = 60_000;

/** Wakes the callers that wait for messages of a queue, so that none of them polls. */
export class ArrivalSignal {
  readonly #waiters = new Map<string, Set<() => void>>();

  /** Wakes all waiters of the queue. */
  wake(queue: string): void {
    for (const wake of [...(this.#waiters.get(queue) ?? [])]) wake();
  }

  wakeAll(): void {
    for (const queue of [...this.#waiters.keys()]) this.wake(queue);
  }

  /**
   * Resolves when woken, after `timeoutMs`, or when `signal` aborts. The caller then checks again.
   */
  async wait(queue: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const waiters = this.#waiters.get(queue) ?? new Set();
    this.#waiters.set(queue, waiters);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(1, timeoutMs), MAX_SLEEP_MS));
      signal?.addEventListener('abort', done);
      waiters.add(done);
    });
  }
}
