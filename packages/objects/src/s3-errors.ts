import { S3ServiceException } from '@aws-sdk/client-s3';

const STATUSES = {
  notFound: 404,
  conflict: 409,
  preconditionFailed: 412,
  rangeNotSatisfiable: 416,
} as const;

export type S3Status = keyof typeof STATUSES;

/** Returns true if S3 responded with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: readonly S3Status[]): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return statuses.some((status) => STATUSES[status] === error.$metadata.httpStatusCode);
}

/**
 * Handles the error of a deletion: a missing object, or one that was replaced meanwhile, is no
 * error.
 * @throws every other error
 */
export function ignoreGoneOrReplaced(error: unknown): void {
  if (!hasStatus(error, 'notFound', 'preconditionFailed')) throw error;
}
