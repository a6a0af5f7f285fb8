import type { ExistingImage, Purges } from '@miniatura/metadata';
import type { Auditing } from './audit-buckets.ts';
import { overdueReason } from './cutoffs.ts';

/** The objects that were listed in the buckets. */
export interface SeenObjects {
  /** The ids of images with an original. */
  readonly originals: ReadonlySet<string>;
  /** The number of thumbnails that exist and are named by the row, by image. */
  readonly thumbnailCountOf: ReadonlyMap<string, number>;
}

/**
 * Audits all rows: none may have expired, and each must have its objects.
 * @returns the number of rows
 */
export async function auditRows(
  purges: Pick<Purges, 'allExisting' | 'findExpiredFailures' | 'findExpiredDeliveries'>,
  seen: SeenObjects,
  auditing: Auditing,
): Promise<number> {
  let count = 0;
  for await (const page of purges.allExisting()) {
    count += page.length;
    for (const image of page) auditRow(image, seen, auditing);
  }
  const { findings, cutoffs } = auditing;
  for (const { failureId, expiresAt: dueAt } of await purges.findExpiredFailures(cutoffs.now)) {
    const where = `failure ${failureId}`;
    findings.add({ reason: overdueReason(dueAt, cutoffs), kind: 'failure', where, dueAt });
  }
  const retentionMs = cutoffs.now.getTime() - cutoffs.arrivedBy.getTime();
  for (const delivery of await purges.findExpiredDeliveries(cutoffs.arrivedBy)) {
    const dueAt = new Date(delivery.createdAt.getTime() + retentionMs);
    const where = `webhook_delivery ${delivery.webhookId} ${delivery.eventId}`;
    findings.add({ reason: overdueReason(dueAt, cutoffs), kind: 'webhook-delivery', where, dueAt });
  }
  return count;
}

function auditRow(image: ExistingImage, seen: SeenObjects, { cutoffs, findings }: Auditing): void {
  const { imageId, status, key, bucket, expiresAt: dueAt } = image;
  const where = `image ${imageId} (s3://${bucket}/${key})`;
  if (dueAt <= cutoffs.now) {
    return findings.add({ reason: overdueReason(dueAt, cutoffs), kind: 'row', where, dueAt });
  }
  // A newer row may have been written after the objects were listed.
  const isListed = image.processedAt !== null && image.processedAt <= cutoffs.abandonedBy;
  if (!(status === 'processed' || status === 'rejected') || !isListed) return;
  const orphan = { reason: 'orphan', where, dueAt: null } as const;
  if (!seen.originals.has(imageId)) findings.add({ ...orphan, kind: 'row-without-original' });
  if ((seen.thumbnailCountOf.get(imageId) ?? 0) < image.renditionKeys.length) {
    findings.add({ ...orphan, kind: 'row-without-thumbnails' });
  }
}
