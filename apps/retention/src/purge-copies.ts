import type { ObjectVersion } from '@miniatura/objects';
import { type CopiedBucket, listCopies } from './list-copies.ts';
import { type Finding, Findings } from './findings.ts';
import { deleteDoomed, doomedOf } from './object-versions.ts';
import { type Cutoffs, cutoffsAt, isOutlived, retentionMsOf } from './cutoffs.ts';
import { type PurgeOptions, type PurgeOutcome, timeUntil } from './purge-run.ts';

export interface CopiesDependencies {
  readonly copiedBuckets: readonly CopiedBucket[];
  readonly retentionDays: number;
  readonly now: () => Date;
}

/** What a run did. */
export interface CopiesPurgeReport {
  readonly outcome: PurgeOutcome;
  /** Copies that were deleted, each version by itself. */
  readonly copyCount: number;
}

/** What an audit of the copies saw, and what should not be there. */
export interface CopiesAuditReport {
  /** Whether no copy has outlived the promise. */
  readonly isKept: boolean;
  readonly at: Date;
  readonly copyCount: number;
  readonly outlivedCount: number;
  /** Copies of what is gone, which a purge should have taken. */
  readonly orphanCount: number;
  readonly findings: readonly Finding[];
}

/**
 * Deletes copies of what is gone where it was copied from, and what has outlived the promise whether
 * or not that is. S3 copies neither deletions of versions nor expiries.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
 */
export async function purgeCopies(
  deps: CopiesDependencies,
  options: PurgeOptions = {},
): Promise<CopiesPurgeReport> {
  const cutoffs = cutoffsAt(deps.now(), deps.retentionDays);
  const isTimeLeft = timeUntil(options);
  let copyCount = 0;
  for (const bucket of deps.copiedBuckets) {
    for await (const { page, isAtSource } of listCopies(bucket)) {
      if (!isTimeLeft()) return { outcome: 'out-of-time', copyCount };
      const isDue = (version: ObjectVersion) =>
        version.lastModified <= cutoffs.arrivedBy || isLeft(version, isAtSource, cutoffs);
      copyCount += await deleteDoomed(bucket.copies, doomedOf(page, isDue));
    }
  }
  return { outcome: 'done', copyCount };
}

/**
 * A younger one may have been put, and copied, since its source was listed. A delete marker stays for
 * as long as it hides something.
 */
const isLeft = (
  version: ObjectVersion,
  isAtSource: (version: ObjectVersion) => boolean,
  { abandonedBy }: Pick<Cutoffs, 'abandonedBy'>,
): boolean =>
  !version.isDeleteMarker && version.lastModified <= abandonedBy && !isAtSource(version);

/** Shows by listing that no copy has outlived its promise. */
export async function auditCopies(deps: CopiesDependencies): Promise<CopiesAuditReport> {
  const cutoffs = cutoffsAt(deps.now(), deps.retentionDays);
  const findings = new Findings();
  let copyCount = 0;
  for (const bucket of deps.copiedBuckets) {
    for await (const { page, isAtSource } of listCopies(bucket)) {
      for (const version of page.flatMap(({ versions }) => versions)) {
        copyCount += 1;
        const where = `s3://${bucket.copies.bucket}/${version.key}?versionId=${version.versionId}`;
        const dueAt = new Date(version.lastModified.getTime() + retentionMsOf(deps.retentionDays));
        if (isOutlived(dueAt, cutoffs)) {
          findings.add({ verdict: 'outlived', kind: 'copy', where, dueAt });
        } else if (isLeft(version, isAtSource, cutoffs)) {
          findings.add({ verdict: 'orphan', kind: 'copy', where, dueAt: null });
        }
      }
    }
  }
  return {
    isKept: findings.count('outlived') === 0,
    at: cutoffs.now,
    copyCount,
    outlivedCount: findings.count('outlived'),
    orphanCount: findings.count('orphan'),
    findings: findings.kept,
  };
}
