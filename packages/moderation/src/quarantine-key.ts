/**
 * The restricted part of the originals bucket. Only the thumbnailer and reviewers may read or write
 * it, and its events are not processed.
 */
export const QUARANTINE_PREFIX = 'quarantine/';

/** The prefix of all quarantined originals of an image. */
export function quarantinePrefix(imageId: string): string {
  return `${QUARANTINE_PREFIX}${imageId}/`;
}

/**
 * Keys contain the image and the sequencer of its event, like those of thumbnails, so that a late
 * attempt never overwrites the original of a newer event.
 *
 * @example quarantineKey({ imageId: '0a…', sequencer: '0065' }) // 'quarantine/0a…/0065'
 */
export function quarantineKey(image: {
  readonly imageId: string;
  readonly sequencer: string;
}): string {
  return `${quarantinePrefix(image.imageId)}${image.sequencer}`;
}

/** Returns the image id in a key of {@link quarantineKey}. */
export function imageIdOfQuarantineKey(key: string): string {
  return key.slice(QUARANTINE_PREFIX.length).split('/')[0] ?? '';
}

/** Returns the sequencer in a key of {@link quarantineKey}. */
export function sequencerOfQuarantineKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export function isQuarantineKey(key: string): boolean {
  return key.startsWith(QUARANTINE_PREFIX);
}
