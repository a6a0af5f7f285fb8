import { compareSequencers, type ImageRecord } from '@miniatura/metadata';
import { quarantineKey, quarantinePrefix, sequencerOfQuarantineKey } from './quarantine-key.ts';
import { quarantineStateOf } from './quarantine-state.ts';

/** The object that an image's row refers to. */
export interface OriginalObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string | null;
  readonly versionId: string | null;
}

/** The objects of originals, quarantined originals and thumbnails. */
export interface QuarantineObjects {
  /**
   * Copies an original to quarantine. Returns false when the object was replaced or no longer
   * exists.
   */
  hold(original: OriginalObject, quarantineKey: string): Promise<boolean>;
  /** Deletes this version of an original and older ones. Newer objects are not deleted. */
  deleteOriginal(original: OriginalObject): Promise<void>;
  /** Copies an original back to its key unless an object exists there. */
  restore(original: Pick<OriginalObject, 'bucket' | 'key'>, quarantineKey: string): Promise<void>;
  /** Lists all keys with a prefix, including those with older versions only. */
  list(bucket: string, prefix: string): Promise<string[]>;
  /** Deletes all versions of the keys. */
  delete(bucket: string, keys: readonly string[]): Promise<void>;
}

/**
 * Updates S3 to match the row of an image, also after a crash. A held or rejected original is
 * deleted from its key. Of the quarantined originals of events up to `sequencer`, only the one that
 * the row refers to is kept. Those of newer events are not changed.
 *
 * @param image the current row, or null when there is none
 */
export async function syncQuarantine(
  event: { readonly bucket: string; readonly imageId: string; readonly sequencer: string },
  image: ImageRecord | null,
  objects: QuarantineObjects,
): Promise<void> {
  const state = image && quarantineStateOf(image);
  if (image !== null && (state === 'held' || state === 'rejected'))
    await objects.deleteOriginal(image);
  const isInQuarantine = image !== null && (state === 'held' || state === 'released');
  const currentKey = isInQuarantine ? quarantineKey(image) : null;
  const found = await objects.list(event.bucket, quarantinePrefix(event.imageId));
  const outdated = found.filter((key) => key !== currentKey && isUpTo(key, event.sequencer));
  await objects.delete(event.bucket, outdated);
}

function isUpTo(key: string, last: string): boolean {
  const order = compareSequencers(sequencerOfQuarantineKey(key), last);
  return order === 0 || order === -1;
}
