/**
 * Thumbnails are keyed by image, then by the event that made them: a replaced picture gets new
 * keys, so a late or half-done attempt never overwrites what a newer one has made, and caches may
 * keep each object forever.
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

/** The prefix under which all renditions of an image lie. */
export function renditionPrefix(imageId: string): string {
  return `${imageId}/`;
}

/** The image in a key made by {@link renditionKey}. */
export function imageIdOfRenditionKey(key: string): string {
  return key.split('/')[0] ?? '';
}

/** The sequencer in a key made by {@link renditionKey}. */
export function sequencerOfRenditionKey(key: string): string {
  return key.split('/')[1] ?? '';
}
