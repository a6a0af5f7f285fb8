import { setTimeout as delay } from 'node:timers/promises';
import {
  DataApiBusyError,
  DataApiError,
  StatementUnknownError,
  WarehouseError,
} from '../errors.ts';

/** What the SDK does not retry although waiting helps, and what it gives up on after three tries. */
const BUSY = new Set([
  'ActiveSessionsExceededException',
  'ActiveStatementsExceededException',
  'ActiveWaitingRequestsExceededException',
  'QueryTimeoutException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Redshift Serverless's own refusal, which the Data API passes on as the caller's mistake. */
const WRAPPED_ERROR = /Service returned error code (\w+)/;

/** The name of an error, or of the one that is wrapped in it. */
function nameOf({ name, message }: Error): string {
  return (name === 'ValidationException' && WRAPPED_ERROR.exec(message)?.[1]) || name;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const HTTP_SERVER_ERROR = 500;

export interface RetryOptions {
  /** How long to go on trying. */
  readonly retryForMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls the service until it answers for good. `call` must be safe to repeat: what submits carries a
 * ClientToken, so that an answer that was lost is given again and nothing runs twice.
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

/** No answer, or the service's own fault. Without credentials there is no answer either, ever. */
function isOutage(cause: Error): boolean {
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  if ($metadata === undefined) return false;
  return ($metadata.httpStatusCode ?? HTTP_SERVER_ERROR) >= HTTP_SERVER_ERROR;
}
