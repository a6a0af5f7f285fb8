import { imageIdOfRenditionKey, type HeldImage } from '@miniatura/metadata';
import { imageIdOfQuarantineKey, isQuarantineKey, quarantineKey } from '@miniatura/moderation';

/** The image that a thumbnail, or an original in quarantine, is of; by its key. */
export function ownerOf(key: string): string {
  return isQuarantineKey(key) ? imageIdOfQuarantineKey(key) : imageIdOfRenditionKey(key);
}

/** The keys that an image's row names: its thumbnails, and its original where that is held back. */
export function namedKeys(image: HeldImage): readonly string[] {
  return image.status === 'quarantined'
    ? [...image.renditionKeys, quarantineKey(image)]
    : image.renditionKeys;
}
