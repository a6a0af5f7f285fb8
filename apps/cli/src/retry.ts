import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, UnreachableError } from '@miniatura/api-client';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Repeats a request that may be sent twice, while the API is unreachable or asks for a pause, with
 * exponential backoff and jitter.
 */
export async function retry<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      const backoffMs = Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
      const requested = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0;
      await delay(Math.max(backoffMs, requested * 1000));
    }
  }
}

/** Returns true for an error that a later request may not have. */
export function isTransient(error: unknown): error is ApiError | UnreachableError {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status === 503);
}
