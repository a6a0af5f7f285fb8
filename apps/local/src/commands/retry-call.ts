import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionFailure, isTransient } from '@miniatura/errors';

/** Decides how long a call is retried. */
export interface RetryOptions {
  /** Called before each delay. */
  readonly onWait: (error: Error) => void;
  /** Whether the stack that does not answer has stopped. */
  readonly isStackStopped: () => boolean;
  /** Whether the stack reports that it cannot work now. This informs the user. */
  readonly isStackUnhealthy: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** The stack stopped while a command used it. */
export class StackStoppedError extends Error {
  override readonly name = 'StackStoppedError';
  readonly code = 'stack-stopped';
}

const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Retries a call after transient errors, with exponential backoff. While a stack does not answer,
 * calls are retried until it is known to have stopped.
 * @throws StackStoppedError, or the last error of the call
 */
export async function retryCall<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      options.signal.throwIfAborted();
      await throwIfFinal(error, attempt, options);
      await sleep(pauseMs(attempt), undefined, { signal: options.signal });
    }
  }
}

/** Returns when the call is to be retried, and reports the reason. Throws otherwise. */
async function throwIfFinal(
  error: unknown,
  attempt: number,
  { isStackStopped, isStackUnhealthy, onWait }: RetryOptions,
): Promise<void> {
  if (isConnectionFailure(error as Error)) {
    if (isStackStopped()) throw new StackStoppedError('The stack has stopped', { cause: error });
    return onWait(error as Error);
  }
  if (!isTransient(error) && !isMissingBucket(error)) throw error;
  // An unhealthy stack reports its problem itself, and the call is retried.
  if (await isStackUnhealthy()) return;
  if (attempt >= MOST_ATTEMPTS) throw error;
  onWait(error as Error);
}

/** Half of the delay is random, so that uploads that failed together are not retried together. */
function pauseMs(attempt: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}

/** Buckets are missing while a stack starts. */
function isMissingBucket(error: unknown): boolean {
  return (error as Error).name === 'NoSuchBucket';
}
