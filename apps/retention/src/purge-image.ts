import { type ExistingImage, type Purges, renditionPrefix } from '@miniatura/metadata';
import { quarantinePrefix } from '@miniatura/moderation';
import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import type { Cutoffs } from './cutoffs.ts';
import { namedKeys } from './derived-objects.ts';
import { executeDeletion, type ObjectVersions, planDeletion } from './object-versions.ts';

export interface PurgeImageDependencies {
  /** Returns a bucket by name. */
  readonly bucket: (name: string) => ObjectVersions;
  readonly thumbnailsBucket: string;
  readonly purges: Pick<Purges, 'purge' | 'findExisting'>;
}

/** The numbers of deleted objects. `isPurged` is true if the row was purged. */
export interface PurgedImage {
  readonly isPurged: boolean;
  readonly originalCount: number;
  readonly thumbnailCount: number;
}

/** The event of a deletion may change the row meanwhile, rarely more than once. */
const MAX_ATTEMPTS = 5;

/**
 * Purges an expired image: first the objects, then the row, so that the next run continues after a
 * crash. A row that changes meanwhile is read again: it may describe a new upload, which is not
 * purged.
 */
export async function purgeImage(
  expired: ExistingImage,
  ports: PurgeImageDependencies,
  cutoffs: Cutoffs,
): Promise<PurgedImage> {
  let deleted = { originalCount: 0, thumbnailCount: 0 };
  let image: ExistingImage | undefined = expired;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && isExpired(image, cutoffs); attempt++) {
    const more = await deleteObjects(image, ports, cutoffs);
    deleted = {
      originalCount: deleted.originalCount + more.originalCount,
      thumbnailCount: deleted.thumbnailCount + more.thumbnailCount,
    };
    if (await ports.purges.purge(image, cutoffs.now)) return { isPurged: true, ...deleted };
    [image] = await ports.purges.findExisting([expired.imageId]);
  }
  return { isPurged: false, ...deleted };
}

function isExpired(image: ExistingImage | undefined, { now }: Cutoffs): image is ExistingImage {
  return image !== undefined && image.expiresAt <= now;
}

async function deleteObjects(
  image: ExistingImage,
  ports: PurgeImageDependencies,
  cutoffs: Cutoffs,
) {
  const originals = ports.bucket(image.bucket);
  const thumbnails = ports.bucket(ports.thumbnailsBucket);
  const named = new Set(namedKeys(image));
  // Objects of a newer upload are newer, and a row will name them.
  const isAbandoned = ({ key, lastModified }: ObjectVersion) =>
    named.has(key) || lastModified <= cutoffs.abandonedBy;
  const isOld = (version: ObjectVersion) => isOldOriginal(version, image, cutoffs);
  const renditions = await allUnder(thumbnails, renditionPrefix(image.imageId));
  const quarantined = await allUnder(originals, quarantinePrefix(image.imageId));
  const original = await versionsAt(originals, image.key);
  return {
    originalCount:
      (await executeDeletion(originals, planDeletion(original, isOld))) +
      (await executeDeletion(originals, planDeletion(quarantined, isAbandoned))),
    thumbnailCount: await executeDeletion(thumbnails, planDeletion(renditions, isAbandoned)),
  };
}

/**
 * Returns true for the object that the row describes, and older ones. A newer upload is not purged.
 */
function isOldOriginal(
  { lastModified }: ObjectVersion,
  { processedAt }: ExistingImage,
  { arrivedBy }: Cutoffs,
): boolean {
  return lastModified <= arrivedBy || (processedAt !== null && lastModified <= processedAt);
}

async function allUnder(bucket: ObjectVersions, prefix: string): Promise<VersionsOfKey[]> {
  const found: VersionsOfKey[] = [];
  for await (const page of bucket.list(prefix)) found.push(...page);
  return found;
}

/** Returns the versions of a key, which is listed first among the keys with this prefix. */
async function versionsAt(bucket: ObjectVersions, key: string): Promise<VersionsOfKey[]> {
  for await (const page of bucket.list(key)) return page.filter((each) => each.key === key);
  return [];
}
