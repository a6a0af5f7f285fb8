import { isTransient } from '@miniatura/errors';
import { MetadataError } from '@miniatura/metadata';
// The package's main entry imports the Data API's client, which not every function needs.
import { WarehouseError } from '@miniatura/warehouse/errors';
import { HTTPException } from 'hono/http-exception';
import { ApiError } from './errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** Converts any error to a problem; unexpected errors become `internal`. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) return ofHttpException(error);
  if (error instanceof MetadataError) return ofMetadata(error);
  if (error instanceof WarehouseError) return ofWarehouse(error);
  if (isTransient(error)) return unavailable('A required service is unavailable', error);
  return new ApiError('internal', 'The request failed because of an internal error', {
    cause: error,
  });
}

export function unavailable(detail: string, cause?: unknown) {
  return new ApiError('unavailable', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

/** Converts the errors of the framework, whose messages are not meant for users of the API. */
function ofHttpException(error: HTTPException): ApiError {
  if (error.status === 413) {
    return new ApiError('too-large', 'Expected a smaller body', { cause: error });
  }
  if (error.status === 415) {
    const detail = 'Expected JSON for the body, and application/json for Content-Type';
    return new ApiError('unsupported-type', detail, { cause: error });
  }
  const detail = 'Expected valid JSON for the body but it cannot be parsed';
  return new ApiError('invalid-request', detail, { cause: error });
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
