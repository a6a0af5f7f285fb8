import type { ObjectVersion } from '@miniatura/objects';
import { type Cutoffs, cutoffsAt, isOverdue, retentionMsOf } from './cutoffs.ts';
import { type Finding, Findings } from './findings.ts';
import { type CopiedBucket, listCopies } from './list-copies.ts';
import { executeDeletion, planDeletion } from './object-versions.ts';
import { type PurgeOptions, type PurgeOutcome, timeUntil } from './purge-run.ts';

export interface CopiesDependencies {
  readonly copiedBuckets: readonly CopiedBucket[];
  readonly retentionDays: number;
  readonly now: () => Date;
}

/** The report of a run. */
export interface CopiesPurgeReport {
  readonly outcome: PurgeOutcome;
  /** The number of copies deleted; each version counts. */
  readonly copyCount: number;
}

/** The report of an audit of the copies. */
export interface CopiesAuditReport {
  /** Whether no copy is overdue. */
  readonly isKept: boolean;
  readonly at: Date;
  readonly copyCount: number;
  readonly outlivedCount: number;
  /** Copies without a source version, which a purge should have deleted. */
  readonly orphanCount: number;
  readonly findings: readonly Finding[];
}

/**
 * Deletes copies whose source version no longer exists, and all copies that have expired. S3 does
 * not replicate deletions of versions and expirations by lifecycle rules.
 *
 * @see
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
 */
export async function purgeCopies(
  dependencies: CopiesDependencies,
  options: PurgeOptions = {},
): Promise<CopiesPurgeReport> {
  const cutoffs = cutoffsAt(dependencies.now(), dependencies.retentionDays);
  const isTimeLeft = timeUntil(options);
  let copyCount = 0;
  for (const bucket of dependencies.copiedBuckets) {
    for await (const { page, isAtSource } of listCopies(bucket)) {
      if (!isTimeLeft()) return { outcome: 'out-of-time', copyCount };
      const isDue = (version: ObjectVersion) =>
        version.lastModified <= cutoffs.arrivedBy || isAbandoned(version, isAtSource, cutoffs);
      copyCount += await executeDeletion(bucket.copies, planDeletion(page, isDue));
    }
  }
  return { outcome: 'done', copyCount };
}

/**
 * Whether a copy's source no longer exists. A newer object may have been stored and replicated
 * since the source was listed. A delete marker is kept while it hides an object.
 */
function isAbandoned(
  version: ObjectVersion,
  isAtSource: (version: ObjectVersion) => boolean,
  { abandonedBy }: Pick<Cutoffs, 'abandonedBy'>,
): boolean {
  return !version.isDeleteMarker && version.lastModified <= abandonedBy && !isAtSource(version);
}

/** Lists the copies and reports those that are overdue. */
export async function auditCopies(dependencies: CopiesDependencies): Promise<CopiesAuditReport> {
  const cutoffs = cutoffsAt(dependencies.now(), dependencies.retentionDays);
  const findings = new Findings();
  let copyCount = 0;
  for (const bucket of dependencies.copiedBuckets) {
    for await (const { page, isAtSource } of listCopies(bucket)) {
      for (const version of page.flatMap(({ versions }) => versions)) {
        copyCount += 1;
        const where = `s3://${bucket.copies.bucket}/${version.key}?versionId=${version.versionId}`;
        const dueAt = new Date(
          version.lastModified.getTime() + retentionMsOf(dependencies.retentionDays),
        );
        if (isOverdue(dueAt, cutoffs)) {
          findings.add({ reason: 'outlived', kind: 'copy', where, dueAt });
        } else if (isAbandoned(version, isAtSource, cutoffs)) {
          findings.add({ reason: 'orphan', kind: 'copy', where, dueAt: null });
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
    findings: findings.first,
  };
}
