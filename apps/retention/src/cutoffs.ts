const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** What is due is gone at most so much later. */
export const PURGE_WITHIN_MS = HOUR_MS;

/**
 * After so long, what no row names is nobody's work in progress: a Lambda function, and so an
 * attempt at thumbnails or at a batch, lasts for 15 minutes at most, and a statement for 30.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const ABANDONED_AFTER_MS = HOUR_MS;

/**
 * How long a purge is remembered, in days: S3's event of the deletion may wait in a queue for so long.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MAX_MESSAGE_RETENTION_DAYS = 14;

/** The moments that decide, all counted from one reading of the clock. */
export interface Cutoffs {
  readonly now: Date;
  /** What arrived until then has outlived the promise. */
  readonly arrivedBy: Date;
  /** What no row names and was written until then is abandoned. */
  readonly abandonedBy: Date;
  /** Purges until then need not be remembered. */
  readonly forgottenBy: Date;
}

export function cutoffsAt(now: Date, retentionDays: number): Cutoffs {
  const before = (durationMs: number) => new Date(now.getTime() - durationMs);
  return {
    now,
    arrivedBy: before(retentionMsOf(retentionDays)),
    abandonedBy: before(ABANDONED_AFTER_MS),
    forgottenBy: before(MAX_MESSAGE_RETENTION_DAYS * DAY_MS),
  };
}

export function retentionMsOf(retentionDays: number): number {
  return retentionDays * DAY_MS;
}

/** What has expired is either overdue or deleted within the hour. */
export function overdueVerdict(dueAt: Date, cutoffs: Cutoffs): 'outlived' | 'expired' {
  return isOutlived(dueAt, cutoffs) ? 'outlived' : 'expired';
}

/** Whether it was due longer ago than a purge may take. */
export function isOutlived(dueAt: Date, { now }: Cutoffs): boolean {
  return dueAt.getTime() + PURGE_WITHIN_MS <= now.getTime();
}
