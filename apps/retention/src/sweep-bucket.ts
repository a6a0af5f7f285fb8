import { imageIdOf, type Purges } from '@miniatura/metadata';
import {
  deleteDoomed,
  doomedOf,
  type ObjectVersions,
  type VersionsOfKey,
} from './object-versions.ts';
import type { Cutoffs } from './promise.ts';
import { imageIdOfThumbnail } from './thumbnail-owner.ts';

/** Called between pages; throws when there is no time for another. */
export type CheckTime = () => void;

/**
 * Deletes originals that have outlived the promise, whether or not a row knows of them: an event may
 * never have come.
 * @returns how many objects were deleted
 */
export async function sweepOriginals(
  originals: ObjectVersions,
  purges: Pick<Purges, 'findHeld' | 'markPurged'>,
  { now, arrivedBy }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of originals.list('')) {
    checkTime();
    const doomed = doomedOf(page, ({ lastModified }) => lastModified <= arrivedBy);
    const keys = new Set(doomed.objects.map(({ key }) => key));
    // Before the objects go: their removal is told of at once.
    await markUnknown(
      [...keys].map((key) => imageIdOf(originals.bucket, key)),
      purges,
      now,
    );
    count += await deleteDoomed(originals, doomed);
  }
  return count;
}

async function markUnknown(
  imageIds: readonly string[],
  purges: Pick<Purges, 'findHeld' | 'markPurged'>,
  now: Date,
): Promise<void> {
  if (imageIds.length === 0) return;
  const held = new Set((await purges.findHeld(imageIds)).map(({ imageId }) => imageId));
  const unknown = imageIds.filter((imageId) => !held.has(imageId));
  if (unknown.length > 0) await purges.markPurged(unknown, now);
}

/**
 * Deletes thumbnails that no row names and nobody is at work on: of attempts that died, of versions
 * that were replaced, of images whose row is gone.
 * @returns how many objects were deleted
 */
export async function sweepThumbnails(
  thumbnails: ObjectVersions,
  purges: Pick<Purges, 'findHeld'>,
  { abandonedBy }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of thumbnails.list('')) {
    checkTime();
    const named = await namedThumbnails(page, purges);
    const isLeft = ({ key, isLatest, lastModified }: VersionsOfKey['versions'][number]) =>
      lastModified <= abandonedBy && !(isLatest && named.has(key));
    count += await deleteDoomed(thumbnails, doomedOf(page, isLeft));
  }
  return count;
}

async function namedThumbnails(
  page: readonly VersionsOfKey[],
  purges: Pick<Purges, 'findHeld'>,
): Promise<ReadonlySet<string>> {
  const imageIds = new Set(page.map(({ key }) => imageIdOfThumbnail(key)));
  const held = await purges.findHeld([...imageIds]);
  return new Set(held.flatMap(({ renditionKeys }) => renditionKeys));
}

/**
 * Deletes staged files that an ETL has left behind. One that is at work again on a batch of theirs
 * stages anew when the warehouse does not find them.
 * @returns how many objects were deleted
 */
export async function sweepStagedFiles(
  staging: ObjectVersions,
  { abandonedBy }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of staging.list('')) {
    checkTime();
    const doomed = doomedOf(page, ({ lastModified }) => lastModified <= abandonedBy);
    count += await deleteDoomed(staging, doomed);
  }
  return count;
}

/**
 * Aborts uploads whose parts have outlived the promise.
 * @returns how many
 */
export async function sweepUploads(
  originals: ObjectVersions,
  { arrivedBy }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of originals.listUploads()) {
    checkTime();
    for (const upload of page.filter(({ initiated }) => initiated <= arrivedBy)) {
      await originals.abortUpload(upload);
      count += 1;
    }
  }
  return count;
}
