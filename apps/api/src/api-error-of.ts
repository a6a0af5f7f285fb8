import { MetadataError } from '@miniatura/metadata';
// The package's main entry imports the Data API's client, which not every function needs.
import { WarehouseError } from '@miniatura/warehouse/errors';
import { HTTPException } from 'hono/http-exception';
import { ApiError } from './errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** The used properties of the AWS SDK's errors. */
interface SdkError {
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Converts any error to a problem; unexpected errors become `internal`. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) return ofHttpException(error);
  if (error instanceof MetadataError) return ofMetadata(error);
  if (error instanceof WarehouseError) return ofWarehouse(error);
  if (isAway(error)) return unavailable('A required service is unavailable', error);
  return new ApiError('internal', 'The request failed because of an internal error', {
    cause: error,
  });
}

export function unavailable(detail: string, cause?: unknown) {
  return new ApiError('unavailable', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

function ofHttpException(error: HTTPException): ApiError {
  if (error.status === 413) return new ApiError('too-large', error.message, { cause: error });
  return new ApiError('invalid-request', error.message, { cause: error });
}

function ofMetadata(error: MetadataError): ApiError {
  if (error.code === 'invalid-record') {
    return new ApiError('invalid-request', error.message, { cause: error });
  }
  if (error.transient) return unavailable('The database is unavailable', error);
  return new ApiError('internal', 'The database contains invalid data', { cause: error });
}

function ofWarehouse(error: WarehouseError): ApiError {
  if (error.transient) return unavailable('The warehouse is unavailable', error);
  return new ApiError('internal', 'The warehouse returned an unexpected answer', { cause: error });
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return true;
  const { $metadata, $retryable } = error as Error & SdkError;
  const isConnection = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_)/.test(
    (error as NodeJS.ErrnoException).code ?? '',
  );
  return isConnection || $retryable !== undefined || ($metadata?.httpStatusCode ?? 0) >= 500;
}
