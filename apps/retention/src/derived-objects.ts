import { type ExistingImage, imageIdOfRenditionKey } from '@miniatura/metadata';
import { imageIdOfQuarantineKey, isQuarantineKey, quarantineKey } from '@miniatura/moderation';

/** Returns the image id in the key of a thumbnail or a quarantined original. */
export function imageIdOfKey(key: string): string {
  return isQuarantineKey(key) ? imageIdOfQuarantineKey(key) : imageIdOfRenditionKey(key);
}

/** The keys that a row refers to: thumbnails, and the quarantined original if there is one. */
export function namedKeys(image: ExistingImage): readonly string[] {
  return image.status === 'quarantined'
    ? [...image.renditionKeys, quarantineKey(image)]
    : image.renditionKeys;
}
