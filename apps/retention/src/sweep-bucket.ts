import { imageIdOf, type Purges } from '@miniatura/metadata';
import { isQuarantineKey } from '@miniatura/moderation';
import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import { EXPIRING_LAKE_TABLES, lakeExpiryOf } from '@miniatura/warehouse';
import type { Cutoffs } from './cutoffs.ts';
import { imageIdOfKey, namedKeys } from './derived-objects.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import { executeDeletion, type ObjectVersions, planDeletion } from './object-versions.ts';

/** Called before each page. Throws when there is no time for another. */
export type CheckTime = () => void;

/**
 * Deletes expired originals, even without a row, because an event may have been lost. Also deletes
 * quarantined originals that no row names.
 * @returns the number of objects deleted
 */
export async function sweepOriginals(
  originals: ObjectVersions,
  purges: Pick<Purges, 'findExisting' | 'markPurged'>,
  cutoffs: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of originals.list('')) {
    checkTime();
    const isQuarantined = ({ key }: { readonly key: string }) => isQuarantineKey(key);
    const isAbandoned = await abandonedIn(page.filter(isQuarantined), purges, cutoffs);
    const plan = planDeletion(
      page,
      (version) =>
        version.lastModified <= cutoffs.arrivedBy ||
        (isQuarantined(version) && isAbandoned(version)),
    );
    const keys = new Set(plan.objects.map(({ key }) => key).filter((key) => !isQuarantineKey(key)));
    // Before the objects are deleted, because their events are sent immediately.
    const imageIds = [...keys].map((key) => imageIdOf(originals.bucket, key));
    await markUnknown(imageIds, purges, cutoffs.now);
    count += await executeDeletion(originals, plan);
  }
  return count;
}

async function markUnknown(
  imageIds: readonly string[],
  purges: Pick<Purges, 'findExisting' | 'markPurged'>,
  now: Date,
): Promise<void> {
  if (imageIds.length === 0) return;
  const held = new Set((await purges.findExisting(imageIds)).map(({ imageId }) => imageId));
  const unknown = imageIds.filter((imageId) => !held.has(imageId));
  if (unknown.length > 0) await purges.markPurged(unknown, now);
}

/**
 * Deletes thumbnails that no row names and no attempt uses: of interrupted attempts, replaced
 * objects and purged images.
 * @returns the number of objects deleted
 */
export async function deleteAbandonedThumbnails(
  thumbnails: ObjectVersions,
  purges: Pick<Purges, 'findExisting'>,
  cutoffs: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of thumbnails.list('')) {
    checkTime();
    const plan = planDeletion(page, await abandonedIn(page, purges, cutoffs));
    count += await executeDeletion(thumbnails, plan);
  }
  return count;
}

/**
 * Creates a function that tells whether a version is abandoned: no row names it, and no attempt
 * uses it.
 */
async function abandonedIn(
  page: readonly VersionsOfKey[],
  purges: Pick<Purges, 'findExisting'>,
  { abandonedBy }: Cutoffs,
): Promise<(version: ObjectVersion) => boolean> {
  const imageIds = new Set(page.map(({ key }) => imageIdOfKey(key)));
  const held = imageIds.size === 0 ? [] : await purges.findExisting([...imageIds]);
  const named = new Set(held.flatMap(namedKeys));
  return ({ key, isLatest, lastModified }) =>
    lastModified <= abandonedBy && !(isLatest && named.has(key));
}

/**
 * Deletes staged files that an interrupted ETL has left. An ETL that resumes their batch stages
 * them again when the warehouse does not find them.
 * @returns the number of objects deleted
 */
export async function deleteAbandonedStagedFiles(
  staging: ObjectVersions,
  { abandonedBy }: Cutoffs,
  checkTime: CheckTime,
): Promise<number> {
  let count = 0;
  for await (const page of staging.list('')) {
    checkTime();
    const plan = planDeletion(page, ({ lastModified }) => lastModified <= abandonedBy);
    count += await executeDeletion(staging, plan);
  }
  return count;
}

/**
 * Deletes files of the data lake at the start of the day in their key.
 * @returns the number of deleted objects
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
      const plan = planDeletion(page, ({ key }) => {
        const expiry = lakeExpiryOf(key);
        return expiry !== undefined && expiry <= now;
      });
      count += await executeDeletion(lake, plan);
    }
  }
  return count;
}

/**
 * Aborts incomplete uploads that have expired.
 * @returns the number of aborted uploads
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
