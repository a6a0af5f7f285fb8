import { compareSequencers, renditionPrefix, sequencerOfRenditionKey } from '@miniatura/metadata';

export interface ThumbnailObjects {
  put(object: {
    readonly key: string;
    readonly bytes: Uint8Array;
    readonly mediaType: string;
  }): Promise<void>;
  /** Copies an object. Returns false when it does not exist. */
  copy(object: { readonly from: string; readonly to: string }): Promise<boolean>;
  get(key: string): Promise<Uint8Array>;
  list(prefix: string): Promise<string[]>;
  delete(keys: readonly string[]): Promise<void>;
}

/**
 * Deletes the thumbnails of events up to `sequencer`, except those that the image's row names. It
 * lists them, and so also finds thumbnails of interrupted attempts. Thumbnails of newer events are
 * still being made and are not deleted.
 *
 * @returns the number of objects deleted
 */
export async function deleteStaleThumbnails(
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
