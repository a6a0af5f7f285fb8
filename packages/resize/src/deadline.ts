import { ImageError } from './errors.ts';

/** How long the work on one picture may still take. */
export interface Deadline {
  /** Aborted when time is up, with the `too-slow` error as its reason. */
  readonly signal: AbortSignal;
  /** Whole seconds, at least 1: the grain of sharp's own timeout. */
  readonly secondsLeft: () => number;
}

export const tooSlow = (timeoutMs: number, cause?: unknown): ImageError =>
  new ImageError('too-slow', {
    subject: 'processing time',
    expected: `at most ${timeoutMs} ms`,
    received: 'an image that takes longer',
    cause,
  });

/**
 * Runs `work` and rejects with `too-slow` as soon as time is up, even when a decoder in another
 * thread cannot be stopped and ends later, unheard.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  const timer = setTimeout(() => controller.abort(tooSlow(timeoutMs)), timeoutMs);
  const timeUp = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
  });
  const secondsLeft = (): number => Math.max(1, Math.ceil((endsAt - performance.now()) / 1_000));
  try {
    return await Promise.race([work({ signal: controller.signal, secondsLeft }), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
