import { S3ServiceException } from '@aws-sdk/client-s3';

const STATUSES = {
  notFound: 404,
  conflict: 409,
  preconditionFailed: 412,
  rangeNotSatisfiable: 416,
} as const;

export type S3Status = keyof typeof STATUSES;

/** Whether S3 answered a request with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: readonly S3Status[]): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return statuses.some((status) => STATUSES[status] === error.$metadata.httpStatusCode);
}

/**
 * Handles the error of a deletion: an object that is gone, or was replaced meanwhile, needs none.
 * @throws every other error
 */
export function ignoreGoneOrReplaced(error: unknown): void {
  if (!hasStatus(error, 'notFound', 'preconditionFailed')) throw error;
}
