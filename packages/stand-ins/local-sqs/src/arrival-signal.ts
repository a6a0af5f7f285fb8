/** Longest sleep of a waiter: Node's timers overflow past 2³¹ ms and run early. */
const MAX_SLEEP_MS = 60_000;

/** Wakes whoever waits for messages on a queue: the reason why nobody polls in a loop. */
export class ArrivalSignal {
  readonly #waiters = new Map<string, Set<() => void>>();

  /** Wakes every waiter of the queue. */
  wake(queue: string): void {
    for (const wake of [...(this.#waiters.get(queue) ?? [])]) wake();
  }

  wakeAll(): void {
    for (const queue of [...this.#waiters.keys()]) this.wake(queue);
  }

  /** Resolves on a wake, after `timeoutMs`, or when `signal` aborts: the caller looks again. */
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
