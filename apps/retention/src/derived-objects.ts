import type { HeldImage } from '@miniatura/metadata';
import { isQuarantineKey, quarantineKey } from '@miniatura/moderation';

/** The prefix under which all thumbnails of an image lie: `<image id>/<sequencer>/large.webp`. */
export function thumbnailPrefix(imageId: string): string {
  return `${imageId}/`;
}

/** The image that a thumbnail, or an original in quarantine, is of; by its key. */
export function ownerOf(key: string): string {
  const [first = '', second = ''] = key.split('/');
  return isQuarantineKey(key) ? second : first;
}

/** The keys that an image's row names: its thumbnails, and its original where that is held back. */
export function namedKeys(image: HeldImage): readonly string[] {
  return image.status === 'quarantined'
    ? [...image.renditionKeys, quarantineKey(image)]
    : image.renditionKeys;
}
