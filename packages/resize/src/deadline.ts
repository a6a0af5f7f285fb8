import { ImageError } from './errors.ts';

/** Limits the time that the work on one image may take. */
export interface Deadline {
  /** Aborted with a `too-slow` error when the time is over. */
  readonly signal: AbortSignal;
  /** Returns whole seconds, at least 1: the resolution of sharp's own timeout. */
  readonly secondsLeft: () => number;
}

export function tooSlow(timeoutMs: number, cause?: unknown): ImageError {
  return new ImageError('too-slow', {
    subject: 'processing time',
    expected: `at most ${timeoutMs} ms`,
    received: 'an image that takes longer',
    cause,
  });
}

/**
 * Runs `work`, and rejects with `too-slow` as soon as the time is over. A decoder in another thread
 * that cannot be stopped ends later, and its result is ignored.
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
