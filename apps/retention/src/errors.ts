import { messageOf, TransientError } from '@miniatura/errors';

/** The codes of this app's errors. Errors of other packages have their own codes. */
export const RETENTION_ERROR_CODES = ['purge-incomplete'] as const;
export type RetentionErrorCode = (typeof RETENTION_ERROR_CODES)[number];

/** Some images could not be purged. All others were; the next run retries these. */
export class PurgeIncompleteError extends TransientError<RetentionErrorCode> {
  override readonly name = 'PurgeIncompleteError';
  readonly code = 'purge-incomplete';
  readonly failedCount: number;

  /** @param failures at least one; the first is the cause */
  constructor(failures: readonly unknown[]) {
    super(
      `Expected every expired image to be purged but ${failures.length} failed: ${messageOf(failures[0])}. The next run purges these again`,
      { cause: failures[0] },
    );
    this.failedCount = failures.length;
  }
}
