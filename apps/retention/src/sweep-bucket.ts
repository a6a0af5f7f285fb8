import { imageIdOf, type Purges } from '@miniatura/metadata';
import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import type { MultipartUploads } from './multipart-uploads.ts';
import { deleteDoomed, doomedOf, type ObjectVersions } from './object-versions.ts';
import type { Cutoffs } from './cutoffs.ts';
import { isQuarantineKey } from '@miniatura/moderation';
import { EXPIRING_LAKE_TABLES, lakeExpiryOf } from '@miniatura/warehouse';
import { namedKeys, ownerOf } from './derived-objects.ts';

/** Called between pages; throws when there is no time for another. */
export type CheckTime = () => void;

/**
 * Deletes originals that have outlived the promise, whether or not a row knows of them: an event may
 * never have come. Of those in quarantine, also what no row names.
 * @returns how many objects were deleted
 */
export async function sweepOriginals(
  originals: ObjectVersions,
  purges: Pick<Purges, 'findHeld' | 'markPurged'>,
  cutoffs: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of originals.list('')) {
    checkTime();
    const isHeldBack = ({ key }: { readonly key: string }) => isQuarantineKey(key);
    const isLeft = await leftBehind(page.filter(isHeldBack), purges, cutoffs);
    const doomed = doomedOf(
      page,
      (version) =>
        version.lastModified <= cutoffs.arrivedBy || (isHeldBack(version) && isLeft(version)),
    );
    const keys = new Set(
      doomed.objects.map(({ key }) => key).filter((key) => !isQuarantineKey(key)),
    );
    // Before the objects go: their removal is told of at once.
    const imageIds = [...keys].map((key) => imageIdOf(originals.bucket, key));
    await markUnknown(imageIds, purges, cutoffs.now);
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
  cutoffs: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of thumbnails.list('')) {
    checkTime();
    const doomed = doomedOf(page, await leftBehind(page, purges, cutoffs));
    count += await deleteDoomed(thumbnails, doomed);
  }
  return count;
}

/** Tells what no row names and nobody is at work on. */
async function leftBehind(
  page: readonly VersionsOfKey[],
  purges: Pick<Purges, 'findHeld'>,
  { abandonedBy }: Cutoffs,
): Promise<(version: ObjectVersion) => boolean> {
  const imageIds = new Set(page.map(({ key }) => ownerOf(key)));
  const held = imageIds.size === 0 ? [] : await purges.findHeld([...imageIds]);
  const named = new Set(held.flatMap(namedKeys));
  return ({ key, isLatest, lastModified }) =>
    lastModified <= abandonedBy && !(isLatest && named.has(key));
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
 * Deletes files of the data lake by the day in their key, as it begins.
 * @returns how many objects were deleted
 */
export async function sweepLake(
  lake: ObjectVersions,
  { now }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for (const { name } of EXPIRING_LAKE_TABLES) {
    for await (const page of lake.list(`${name}/`)) {
      checkTime();
      const doomed = doomedOf(page, ({ key }) => {
        const expiry = lakeExpiryOf(key);
        return expiry !== undefined && expiry <= now;
      });
      count += await deleteDoomed(lake, doomed);
    }
  }
  return count;
}

/**
 * Aborts uploads whose parts have outlived the promise.
 * @returns how many
 */
export async function sweepUploads(
  originals: MultipartUploads,
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
