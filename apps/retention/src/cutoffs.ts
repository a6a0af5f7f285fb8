const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The maximum delay between the expiry of data and its deletion. */
export const MAX_PURGE_DELAY_MS = HOUR_MS;

/**
 * Age after which objects that no row references belong to no running attempt. A Lambda function,
 * and so an attempt at thumbnails or at a batch, runs for at most 15 minutes, and a statement for
 * 30.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const ABANDONED_AFTER_MS = HOUR_MS;

/**
 * Number of days for which a purge is recorded: the S3 event of a deletion may wait in a queue this
 * long.
 * @see
 *   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MAX_MESSAGE_RETENTION_DAYS = 14;

/** The limits of a run, all derived from one reading of the clock. */
export interface Cutoffs {
  readonly now: Date;
  /** Data that arrived before this time has expired. */
  readonly arrivedBy: Date;
  /** Objects that were written before this time and that no row references are abandoned. */
  readonly abandonedBy: Date;
  /** Records of purges before this time are deleted. */
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

/** Returns whether expired data is overdue, or will be deleted by the next purge. */
export function overdueReason(dueAt: Date, cutoffs: Cutoffs): 'outlived' | 'expired' {
  return isOverdue(dueAt, cutoffs) ? 'outlived' : 'expired';
}

/** Returns true if data is overdue: it expired more than the maximum delay ago. */
export function isOverdue(dueAt: Date, { now }: Cutoffs): boolean {
  return dueAt.getTime() + MAX_PURGE_DELAY_MS <= now.getTime();
}
