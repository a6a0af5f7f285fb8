import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, UnreachableError } from '@miniatura/api-client';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Repeats a request that may be sent twice, with exponential backoff and jitter.
 * @param isRetried by default, repeated while the API is unreachable or asks for a pause
 */
export async function retry<T>(
  request: () => Promise<T>,
  isRetried: (error: unknown) => boolean = isTransient,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetried(error)) throw error;
      const backoffMs = Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
      const requested = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0;
      await delay(Math.max(backoffMs, requested * 1000));
    }
  }
}

/**
 * Repeats a request that may be sent twice only while the user has sent too many. A wrong URL is
 * then reported immediately.
 */
export function retryWhileLimited<T>(request: () => Promise<T>): Promise<T> {
  return retry(request, (error) => error instanceof ApiError && error.status === 429);
}

/** Returns true for an error that a later request may not have. */
export function isTransient(error: unknown): error is ApiError | UnreachableError {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status === 503);
}
