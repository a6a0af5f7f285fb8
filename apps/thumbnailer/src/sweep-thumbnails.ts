import { compareSequencers, renditionPrefix, sequencerOfRenditionKey } from '@miniatura/metadata';

export interface ThumbnailObjects {
  put(object: {
    readonly key: string;
    readonly bytes: Uint8Array;
    readonly mediaType: string;
  }): Promise<void>;
  /** Whether it was there to be copied. */
  copy(object: { readonly from: string; readonly to: string }): Promise<boolean>;
  get(key: string): Promise<Uint8Array>;
  list(prefix: string): Promise<string[]>;
  delete(keys: readonly string[]): Promise<void>;
}

/**
 * Deletes what events up to `sequencer` have left of an image, save the keys its row names.
 * It lists instead of remembering, so it also finds what an attempt that died has uploaded.
 * Thumbnails of newer events are in the making, and stay.
 *
 * @returns how many objects were deleted
 */
export async function sweepThumbnails(
  thumbnails: Pick<ThumbnailObjects, 'list' | 'delete'>,
  image: {
    readonly imageId: string;
    readonly sequencer: string;
    readonly keep: readonly string[];
  },
): Promise<number> {
  const kept = new Set(image.keep);
  const left = (await thumbnails.list(renditionPrefix(image.imageId))).filter(
    (key) => !kept.has(key) && isUpTo(sequencerOfRenditionKey(key), image.sequencer),
  );
  await thumbnails.delete(left);
  return left.length;
}

function isUpTo(sequencer: string, last: string): boolean {
  const order = compareSequencers(sequencer, last);
  return order === 0 || order === -1;
}
