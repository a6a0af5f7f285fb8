import type { HeldImage, Purges } from '@miniatura/metadata';
import type { Auditing } from './audit-buckets.ts';
import { isOutlived, PURGE_WITHIN_MS } from './promise.ts';

/** What a listing of the buckets has seen. */
export interface SeenObjects {
  /** Ids of the images whose original is there. */
  readonly originals: ReadonlySet<string>;
  /** How many of the thumbnails that its row names are there, by image. */
  readonly thumbnailCountOf: ReadonlyMap<string, number>;
}

/**
 * Reads all rows: none may have expired, and each is to have its objects.
 * @returns how many rows there are
 */
export async function auditRows(
  purges: Pick<Purges, 'allHeld' | 'findExpiredFailures'>,
  seen: SeenObjects,
  auditing: Auditing,
): Promise<number> {
  let count = 0;
  for await (const page of purges.allHeld()) {
    count += page.length;
    for (const image of page) auditRow(image, seen, auditing);
  }
  const dueBy = new Date(auditing.cutoffs.now.getTime() - PURGE_WITHIN_MS);
  for (const { failureId, expiresAt } of await purges.findExpiredFailures(dueBy)) {
    const where = `failure ${failureId}`;
    auditing.findings.add({ verdict: 'outlived', kind: 'failure', where, dueAt: expiresAt });
  }
  return count;
}

function auditRow(image: HeldImage, seen: SeenObjects, { cutoffs, findings }: Auditing): void {
  const { imageId, status, key, bucket, expiresAt: dueAt } = image;
  const where = `image ${imageId} (s3://${bucket}/${key})`;
  if (isOutlived(dueAt, cutoffs)) {
    return findings.add({ verdict: 'outlived', kind: 'row', where, dueAt });
  }
  // A younger one may have been written since the objects were listed.
  const isSettled = image.processedAt !== null && image.processedAt <= cutoffs.abandonedBy;
  if (!(status === 'processed' || status === 'rejected') || !isSettled) return;
  const orphan = { verdict: 'orphan', where, dueAt: null } as const;
  if (!seen.originals.has(imageId)) findings.add({ ...orphan, kind: 'row-without-original' });
  if ((seen.thumbnailCountOf.get(imageId) ?? 0) < image.renditionKeys.length) {
    findings.add({ ...orphan, kind: 'row-without-thumbnails' });
  }
}
