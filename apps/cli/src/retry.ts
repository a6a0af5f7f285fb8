import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, UnreachableError } from '@miniatura/api-client';
import { durationText, escapeControlCharacters, printNote } from '@miniatura/text';
import { CommandError } from './errors.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
/** The longest pause before a request, in seconds. A timer accepts at most 24 days. */
const MAX_PAUSE_SECONDS = 300;

/**
 * Repeats a request that may be sent twice, with exponential backoff and jitter. A pause that the
 * API asks for is printed.
 * @param isRetried by default, repeated while the API is unreachable or asks for a pause
 * @throws CommandError if the API asks for a longer pause than this command waits
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
      if (!(error instanceof ApiError)) await delay(backoffMs);
      else await pause(error, backoffMs);
    }
  }
}

/** Waits for as long as the API asks for, and at least for the backoff. */
async function pause(error: ApiError, backoffMs: number): Promise<void> {
  const { message, retryAfterSeconds, status } = error;
  const requestedMs = (retryAfterSeconds ?? 0) * 1000;
  if (requestedMs > MAX_PAUSE_SECONDS * 1000) {
    throw new CommandError(
      status === 429 ? 'failed' : 'unreachable',
      `${message}\nThe API asks for a pause of ${durationText(requestedMs / 1000)}. This command waits ` +
        `for at most ${durationText(MAX_PAUSE_SECONDS)}. Run it again later.`,
      { cause: error },
    );
  }
  const pauseMs = Math.max(backoffMs, requestedMs);
  printNote(`${escapeControlCharacters(message)}. Waiting for ${durationText(pauseMs / 1000)}.`);
  await delay(pauseMs);
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
