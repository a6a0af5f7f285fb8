import { renditionPrefix, type HeldImage, type Purges } from '@miniatura/metadata';
import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import { deleteDoomed, doomedOf, type ObjectVersions } from './object-versions.ts';
import type { Cutoffs } from './cutoffs.ts';
import { quarantinePrefix } from '@miniatura/moderation';
import { namedKeys } from './derived-objects.ts';

export interface PurgeImagePorts {
  /** A bucket, by its name. */
  readonly bucket: (name: string) => ObjectVersions;
  readonly thumbnailsBucket: string;
  readonly purges: Pick<Purges, 'purge' | 'findHeld'>;
}

/** What was deleted of an image. `isPurged`: its row is gone. */
export interface PurgedImage {
  readonly isPurged: boolean;
  readonly originalCount: number;
  readonly thumbnailCount: number;
}

/** Deleting an object sends an event, which may change the row at once; seldom more than once. */
const MAX_LOOKS = 5;

/**
 * Takes an expired image: objects first, then the row. Whatever dies on the way, the row that is
 * left leads the next run to the rest. A row that changes meanwhile is looked at anew: it may speak
 * of a new upload, which then stays.
 */
export async function purgeImage(
  expired: HeldImage,
  ports: PurgeImagePorts,
  cutoffs: Cutoffs,
): Promise<PurgedImage> {
  let deleted = { originalCount: 0, thumbnailCount: 0 };
  let image: HeldImage | undefined = expired;
  for (let look = 1; look <= MAX_LOOKS && isExpired(image, cutoffs); look++) {
    const more = await deleteObjects(image, ports, cutoffs);
    deleted = {
      originalCount: deleted.originalCount + more.originalCount,
      thumbnailCount: deleted.thumbnailCount + more.thumbnailCount,
    };
    if (await ports.purges.purge(image, cutoffs.now)) return { isPurged: true, ...deleted };
    [image] = await ports.purges.findHeld([expired.imageId]);
  }
  return { isPurged: false, ...deleted };
}

function isExpired(image: HeldImage | undefined, { now }: Cutoffs): image is HeldImage {
  return image !== undefined && image.expiresAt <= now;
}

async function deleteObjects(image: HeldImage, ports: PurgeImagePorts, cutoffs: Cutoffs) {
  const originals = ports.bucket(image.bucket);
  const thumbnails = ports.bucket(ports.thumbnailsBucket);
  const named = new Set(namedKeys(image));
  // What a newer upload has made is younger, and is named by a row that is about to be seen.
  const isLeft = ({ key, lastModified }: ObjectVersion) =>
    named.has(key) || lastModified <= cutoffs.abandonedBy;
  const isOld = (version: ObjectVersion) => isOldOriginal(version, image, cutoffs);
  const made = await allUnder(thumbnails, renditionPrefix(image.imageId));
  const held = await allUnder(originals, quarantinePrefix(image.imageId));
  const original = await versionsAt(originals, image.key);
  return {
    originalCount:
      (await deleteDoomed(originals, doomedOf(original, isOld))) +
      (await deleteDoomed(originals, doomedOf(held, isLeft))),
    thumbnailCount: await deleteDoomed(thumbnails, doomedOf(made, isLeft)),
  };
}

/** The object that the row speaks of, and what came before it; an upload since then stays. */
function isOldOriginal(
  { lastModified }: ObjectVersion,
  { processedAt }: HeldImage,
  { arrivedBy }: Cutoffs,
): boolean {
  return lastModified <= arrivedBy || (processedAt !== null && lastModified <= processedAt);
}

async function allUnder(bucket: ObjectVersions, prefix: string): Promise<VersionsOfKey[]> {
  const found: VersionsOfKey[] = [];
  for await (const page of bucket.list(prefix)) found.push(...page);
  return found;
}

/** Of all keys that begin with it, the key itself is listed first. */
async function versionsAt(bucket: ObjectVersions, key: string): Promise<VersionsOfKey[]> {
  for await (const page of bucket.list(key)) return page.filter((each) => each.key === key);
  return [];
}
