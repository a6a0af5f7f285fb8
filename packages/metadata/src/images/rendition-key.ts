/**
 * Thumbnail keys contain the image and the sequencer of the event. A replaced image gets new keys,
 * so that late or incomplete attempts never overwrite newer thumbnails, and caches may store
 * objects permanently.
 *
 * @example renditionKey({ imageId: '0a…', sequencer: '0065', fileName: 'large.webp' }) // '0a…/0065/large.webp'
 */
export function renditionKey(parts: {
  readonly imageId: string;
  readonly sequencer: string;
  readonly fileName: string;
}): string {
  return `${parts.imageId}/${parts.sequencer}/${parts.fileName}`;
}

/** The prefix of all renditions of an image. */
export function renditionPrefix(imageId: string): string {
  return `${imageId}/`;
}

/** Returns the image id in a key of {@link renditionKey}. */
export function imageIdOfRenditionKey(key: string): string {
  return key.split('/')[0] ?? '';
}

/** Returns the sequencer in a key of {@link renditionKey}. */
export function sequencerOfRenditionKey(key: string): string {
  return key.split('/')[1] ?? '';
}
