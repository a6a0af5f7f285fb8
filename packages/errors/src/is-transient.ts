import { AppError } from './app-error.ts';

/** What the AWS SDK adds to the errors that it throws. */
interface SdkError {
  readonly $retryable?: object;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;
/** The codes of Node's errors of sockets and of name resolution. */
const CONNECTION_CODE = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_)/;

/**
 * Whether an error is known to be terminal, so that no delay and no retry can solve it. An error of
 * unknown kind is not: a retry loses nothing, and the last attempt makes the message a dead letter.
 */
export function isTerminal(error: unknown): boolean {
  return error instanceof AppError && !error.transient;
}

/**
 * Whether an error is known to be transient: one of ours that says so, a failed connection, or an
 * answer of AWS that asks for a retry.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof AppError) return error.transient;
  return error instanceof Error && (isConnectionFailure(error) || asksForRetry(error));
}

/** Whether no answer came: the server is not there, or took too long. */
export function isConnectionFailure({ name, message, code }: NodeJS.ErrnoException): boolean {
  return (
    name === 'AbortError' ||
    name === 'TimeoutError' ||
    message === 'socket hang up' ||
    CONNECTION_CODE.test(String(code))
  );
}

function asksForRetry({ $retryable, $metadata }: Error & SdkError): boolean {
  const status = $metadata?.httpStatusCode ?? 0;
  const isTemporary = status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS;
  return $retryable !== undefined || isTemporary || status >= SERVER_ERROR;
}
