import { S3ServiceException } from '@aws-sdk/client-s3';

/** Not found, or found to be another: HTTP's Not Found and Precondition Failed. */
const GONE_OR_REPLACED = new Set([404, 412]);

/** Takes the error of a deletion: what is gone, or another by now, is as good as deleted. */
export function unlessGone(error: unknown): void {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status === undefined || !GONE_OR_REPLACED.has(status)) throw error;
}

/** Listings encode keys as forms do: a space is `+`. */
export function decodeKey(formEncodedKey = ''): string {
  return decodeURIComponent(formEncodedKey.replaceAll('+', ' '));
}
