import { setTimeout as delay } from 'node:timers/promises';
import {
  DataApiBusyError,
  DataApiError,
  StatementUnknownError,
  WarehouseError,
} from '../errors.ts';

/**
 * Errors for which waiting helps. The SDK does not retry them, or gives up after three attempts.
 */
const BUSY = new Set([
  'ActiveSessionsExceededException',
  'ActiveStatementsExceededException',
  'ActiveWaitingRequestsExceededException',
  'QueryTimeoutException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Matches errors of Redshift Serverless that the Data API reports as invalid requests. */
const WRAPPED_ERROR = /Service returned error code (\w+)/;

/** Returns the name of an error, or of the error that it wraps. */
function nameOf({ name, message }: Error): string {
  return (name === 'ValidationException' && WRAPPED_ERROR.exec(message)?.[1]) || name;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const HTTP_SERVER_ERROR = 500;

export interface RetryOptions {
  /** How long to retry, in milliseconds. */
  readonly retryForMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls the service until it succeeds or fails permanently. `call` must be safe to repeat: a
 * submission has a ClientToken, so that repeating it returns the same statement and nothing runs
 * twice.
 */
export async function retryBusy<Answer>(
  operation: string,
  call: () => Promise<Answer>,
  { retryForMs, signal }: RetryOptions,
): Promise<Answer> {
  const deadline = Date.now() + retryForMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (cause) {
      signal?.throwIfAborted();
      const error = failureOf(operation, cause as Error);
      if (!error.transient || Date.now() + pauseMs > deadline) throw error;
      await delay(pauseMs * (0.5 + Math.random() / 2), undefined, signal && { signal });
    }
  }
}

function failureOf(operation: string, cause: Error): WarehouseError {
  if (cause instanceof WarehouseError) return cause;
  if (BUSY.has(nameOf(cause))) return new DataApiBusyError(operation, cause);
  if (cause.name === 'ResourceNotFoundException') {
    return new StatementUnknownError(operation, cause);
  }
  return new DataApiError(operation, cause, { transient: isOutage(cause) });
}

/**
 * Returns true if there was no response, or the service failed. Missing credentials are excluded,
 * because a retry cannot help.
 */
function isOutage(cause: Error): boolean {
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  if ($metadata === undefined) return false;
  return ($metadata.httpStatusCode ?? HTTP_SERVER_ERROR) >= HTTP_SERVER_ERROR;
}
