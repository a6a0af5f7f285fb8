import { compareSequencers, type ImageRecord } from '@miniatura/metadata';
import { quarantineKey, quarantinePrefix, sequencerOfQuarantineKey } from './quarantine-key.ts';
import { quarantineStateOf } from './quarantine-state.ts';

/** The object that an image's row speaks of. */
export interface OriginalObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string | null;
  readonly versionId: string | null;
}

/** The objects of originals, in and out of quarantine, and those of thumbnails. */
export interface QuarantineObjects {
  /** Copies an original if it still is this one; false when it is another by now, or gone. */
  hold(original: OriginalObject, quarantineKey: string): Promise<boolean>;
  /** Deletes this very original and what lies below it, and leaves what has come since. */
  withdraw(original: OriginalObject): Promise<void>;
  /** Copies back to a key that holds nothing; what holds something is left alone. */
  restore(original: Pick<OriginalObject, 'bucket' | 'key'>, quarantineKey: string): Promise<void>;
  /** All keys that begin so, those of older versions too. */
  list(bucket: string, prefix: string): Promise<string[]>;
  /** Deletes every version of these. */
  delete(bucket: string, keys: readonly string[]): Promise<void>;
}

/**
 * Brings S3 to what an image's row says, after any crash: what is held or rejected is gone from its
 * key, and of what events up to `sequencer` have put into quarantine, only the original that the row
 * holds stays. What newer events have put there is theirs.
 *
 * @param image the row as it is now, or null where there is none
 */
export async function settleQuarantine(
  event: { readonly bucket: string; readonly imageId: string; readonly sequencer: string },
  image: ImageRecord | null,
  objects: QuarantineObjects,
): Promise<void> {
  const state = image && quarantineStateOf(image);
  if (image !== null && (state === 'held' || state === 'rejected')) await objects.withdraw(image);
  const kept = image !== null && (state === 'held' || state === 'released');
  const keptKey = kept ? quarantineKey(image) : null;
  const found = await objects.list(event.bucket, quarantinePrefix(event.imageId));
  const left = found.filter((key) => key !== keptKey && isUpTo(key, event.sequencer));
  await objects.delete(event.bucket, left);
}

function isUpTo(key: string, last: string): boolean {
  const order = compareSequencers(sequencerOfQuarantineKey(key), last);
  return order === 0 || order === -1;
}
