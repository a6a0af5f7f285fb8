import type { Purges } from '@miniatura/metadata';
import { type DataApi, findExpiredPersonalData } from '@miniatura/warehouse';
import {
  type Auditing,
  auditLake,
  auditOriginals,
  auditStagedFiles,
  auditThumbnails,
  auditUploads,
} from './audit-buckets.ts';
import { auditRows } from './audit-rows.ts';
import { cutoffsAt, overdueReason, retentionMsOf } from './cutoffs.ts';
import { type Finding, Findings } from './findings.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import type { ObjectVersions } from './object-versions.ts';

export interface AuditDependencies {
  /** Returns a bucket by name. */
  readonly bucket: (name: string) => ObjectVersions & MultipartUploads;
  readonly originalsBucket: string;
  readonly thumbnailsBucket: string;
  readonly stagingBucket: string;
  /** The bucket of the data lake, if there is one. */
  readonly lakeBucket?: string | undefined;
  readonly purges: Purges;
  readonly api: Pick<DataApi, 'query'>;
  readonly retentionDays: number;
  readonly now: () => Date;
}

/** The report of an audit. */
export interface AuditReport {
  /** True if nothing is overdue; orphans do not count. */
  readonly isKept: boolean;
  /** The time of the audit. */
  readonly at: Date;
  readonly outlivedCount: number;
  /** Rows that expired less than an hour ago. The next purge deletes them. */
  readonly expiredCount: number;
  readonly orphanCount: number;
  /** The first findings; `hasMore` is true if there are others. */
  readonly findings: readonly Finding[];
  readonly hasMore: boolean;
  /**
   * The numbers of images with an original, of thumbnails and staged files in all versions, and of
   * rows.
   */
  readonly originalCount: number;
  readonly thumbnailCount: number;
  readonly stagedFileCount: number;
  /** Number of files of the data lake that expire. */
  readonly lakeFileCount: number;
  readonly rowCount: number;
}

/**
 * Lists S3, the metadata and the warehouse, and reports everything that is overdue. It also finds
 * objects without rows, and rows without objects.
 */
export async function auditRetention(dependencies: AuditDependencies): Promise<AuditReport> {
  const { bucket, purges, retentionDays } = dependencies;
  const findings = new Findings();
  const cutoffs = cutoffsAt(dependencies.now(), retentionDays);
  const auditing: Auditing = { cutoffs, retentionMs: retentionMsOf(retentionDays), findings };
  const originalsBucket = bucket(dependencies.originalsBucket);
  const originals = await auditOriginals(originalsBucket, purges, auditing);
  await auditUploads(originalsBucket, auditing);
  const thumbnails = await auditThumbnails(bucket(dependencies.thumbnailsBucket), purges, auditing);
  const stagedFileCount = await auditStagedFiles(bucket(dependencies.stagingBucket), auditing);
  const lakeFileCount =
    dependencies.lakeBucket === undefined
      ? 0
      : await auditLake(bucket(dependencies.lakeBucket), auditing);
  const seen = { originals, thumbnailCountOf: thumbnails.countOf };
  const rowCount = await auditRows(purges, seen, auditing);
  await auditWarehouse(dependencies.api, auditing);
  return {
    isKept: findings.count('outlived') === 0,
    at: cutoffs.now,
    outlivedCount: findings.count('outlived'),
    expiredCount: findings.count('expired'),
    orphanCount: findings.count('orphan'),
    findings: findings.first,
    hasMore: findings.total > findings.first.length,
    originalCount: originals.size,
    thumbnailCount: thumbnails.objectCount,
    stagedFileCount,
    lakeFileCount,
    rowCount,
  };
}

const KINDS = {
  fact_image: 'warehouse-image',
  bridge_image_label: 'warehouse-labels',
  dim_owner: 'warehouse-owner',
} as const;

async function auditWarehouse(
  api: Pick<DataApi, 'query'>,
  { cutoffs, findings }: Auditing,
): Promise<void> {
  for (const { table, id, expiresAt } of await findExpiredPersonalData(api, cutoffs.now)) {
    // A purged row that still exists is overdue even before its expiry.
    const isDue = expiresAt !== null && expiresAt <= cutoffs.now;
    findings.add({
      reason: isDue ? overdueReason(expiresAt, cutoffs) : 'outlived',
      kind: KINDS[table],
      where: `warehouse.${table} ${id}`,
      dueAt: expiresAt,
    });
  }
}
