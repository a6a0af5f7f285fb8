/**
 * The locked part of the bucket of originals: nobody but the thumbnailer and reviewers reads or
 * writes it, and its events tell the thumbnailer nothing.
 */
export const QUARANTINE_PREFIX = 'quarantine/';

/** Under which all originals of an image lie that are held back. */
export function quarantinePrefix(imageId: string): string {
  return `${QUARANTINE_PREFIX}${imageId}/`;
}

/**
 * Keyed by image, then by the event that brought the original, as thumbnails are: a late attempt
 * never overwrites what a newer one holds.
 *
 * @example quarantineKey({ imageId: '0a…', sequencer: '0065' }) // 'quarantine/0a…/0065'
 */
export function quarantineKey(image: {
  readonly imageId: string;
  readonly sequencer: string;
}): string {
  return `${quarantinePrefix(image.imageId)}${image.sequencer}`;
}

/** The image in a key made by {@link quarantineKey}. */
export function imageIdOfQuarantineKey(key: string): string {
  return key.slice(QUARANTINE_PREFIX.length).split('/')[0] ?? '';
}

/** The sequencer in a key made by {@link quarantineKey}. */
export function sequencerOfQuarantineKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export function isQuarantineKey(key: string): boolean {
  return key.startsWith(QUARANTINE_PREFIX);
}
