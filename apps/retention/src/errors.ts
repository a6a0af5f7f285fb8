/** The codes of this app's errors. Errors of other packages have their own codes. */
export const RETENTION_ERROR_CODES = ['purge-incomplete'] as const;
export type RetentionErrorCode = (typeof RETENTION_ERROR_CODES)[number];

abstract class RetentionError extends Error {
  abstract readonly code: RetentionErrorCode;
}

/** Some images could not be purged. All others were; the next run retries these. */
export class PurgeIncompleteError extends RetentionError {
  override readonly name = 'PurgeIncompleteError';
  readonly code = 'purge-incomplete';
  readonly failedCount: number;

  /** @param failures at least one; the first is the cause */
  constructor(failures: readonly unknown[]) {
    super(
      `Expected every expired image to be purged but ${failures.length} failed: ${messageOf(failures[0])}`,
      { cause: failures[0] },
    );
    this.failedCount = failures.length;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
