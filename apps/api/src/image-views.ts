import type { ImageDetail, ImageStatus, ImageSummary } from '@miniatura/api-contract';
import { exposedFields, type ImageRecord, type Metadata } from '@miniatura/metadata';
import { quarantineKey } from '@miniatura/moderation';
import { nameOf } from './upload-key.ts';
import { isAdmin, type User } from './user.ts';

/** Creates URLs with which a browser fetches images without a token, for some minutes. */
export interface SignedUrls {
  thumbnail(key: string): Promise<string>;
  /**
   * URL of the original. Downloads get its file name; it is served as `mediaType`, or as bytes if
   * that is null.
   */
  original(original: SignedOriginal): Promise<string>;
  /** URL of the API's render route for an image; null if there is nothing to render. */
  render(image: ImageRecord): Promise<string | null>;
}

export interface SignedOriginal {
  readonly key: string;
  readonly name: string;
  readonly mediaType: string | null;
  /** True if a browser must save the file even if it could show it. */
  readonly isDownload: boolean;
}

const SUMMARY_LABELS = 5;
/** Width in pixels for a gallery tile on a high-resolution screen. */
const TILE_SIDE = 256;

/** Returns true if a user may delete and restore an image. */
export function isOwn(image: ImageRecord, user: User): boolean {
  return isAdmin(user) || image.uploadedBy === user.subject;
}

/** Returns true if a user may see an image. Images in the trash are visible only in the trash. */
export function isVisible(image: ImageRecord, user: User): boolean {
  return isOwn(image, user) && image.status !== 'trashed';
}

/** Returns an image as in a list, for a user. */
export async function summaryOf(
  image: ImageRecord,
  user: User,
  urls: SignedUrls,
): Promise<ImageSummary> {
  const thumbnails = isShown(image.status, user) ? await thumbnailsOf(image, urls) : [];
  return {
    ...exposedFields(image, 'summary'),
    name: nameOfImage(image),
    thumbHash: isShown(image.status, user) ? image.thumbHash : null,
    labels: image.labels
      .toSorted((one, other) => other.confidence - one.confidence)
      .slice(0, SUMMARY_LABELS)
      .map(({ name, confidence }) => ({ name, confidence })),
    thumbnailUrl: thumbnails[0]?.url ?? null,
    thumbnails,
    renderUrl: await urls.render(image),
    uploadedBy: isOwn(image, user) ? image.uploadedBy : null,
  };
}

export interface DetailDependencies {
  readonly metadata: Pick<Metadata, 'findImage'>;
  readonly signedUrls: SignedUrls;
}

/** Returns all properties of an image that a user may see. */
export async function detailOf(
  image: ImageRecord,
  user: User,
  { metadata, signedUrls: urls }: DetailDependencies,
): Promise<ImageDetail> {
  const isShownToUser = isShown(image.status, user);
  const original = isShownToUser && hasOriginal(image) ? originalOf(image) : null;
  return {
    ...(await summaryOf(image, user, urls)),
    ...exposedFields(image, 'detail'),
    originalUrl: original && (await urls.original({ ...original, isDownload: false })),
    downloadUrl: original && (await urls.original({ ...original, isDownload: true })),
    renditions: isShownToUser ? await renditionsOf(image, urls) : [],
    labels: labelDetails(image.labels),
    moderationLabels: labelDetails(image.moderationLabels),
    dominantColors: image.dominantColors.map(({ hex, fraction }) => ({ hex, fraction })),
    duplicateOf: await visibleDuplicateOf(image, user, metadata),
    scriptResult: image.scriptResult === null ? null : JSON.parse(image.scriptResult),
  };
}

/** Returns the first image with the same bytes, if the user may see it. */
async function visibleDuplicateOf(
  { duplicateOf }: ImageRecord,
  user: User,
  metadata: DetailDependencies['metadata'],
): Promise<string | null> {
  const first = duplicateOf === null ? null : await metadata.findImage(duplicateOf);
  return first !== null && isVisible(first, user) ? first.imageId : null;
}

/** Returns the name of the user's file, or the last part of the key if the name is unknown. */
function nameOfImage({ fileName, key }: ImageRecord): string {
  return fileName ?? nameOf(key);
}

/** Returns false if the original is deleted: after a removal, or a rejection by a reviewer. */
function hasOriginal({ status, reviewDecision }: ImageRecord): boolean {
  return status !== 'removed' && reviewDecision !== 'reject';
}

/** Returns the location of the original, which is not the image's key for a quarantined image. */
function originalOf(image: ImageRecord): Omit<SignedOriginal, 'isDownload'> {
  const key = image.status === 'quarantined' ? quarantineKey(image) : image.key;
  return { key, name: nameOfImage(image), mediaType: image.mediaType };
}

/** Returns true if the image may be shown: only reviewers see quarantined images. */
function isShown(status: ImageStatus, user: User): boolean {
  return status !== 'quarantined' || isAdmin(user);
}

/** Returns the renditions that are large enough for a tile, smallest first, or the largest one. */
function thumbnailsOf({ renditions }: ImageRecord, urls: SignedUrls) {
  const filling = renditions.filter(({ width, height }) => Math.max(width, height) >= TILE_SIDE);
  const shown = filling.length > 0 ? filling : renditions.slice(-1);
  return Promise.all(
    shown.map(async ({ key, width, height }) => ({
      width,
      height,
      url: await urls.thumbnail(key),
    })),
  );
}

function renditionsOf({ renditions }: ImageRecord, urls: SignedUrls) {
  return Promise.all(
    renditions.map(async ({ key, name, width, height, byteCount, mediaType }) => ({
      ...{ name, width, height, byteCount, mediaType },
      url: await urls.thumbnail(key),
    })),
  );
}

function labelDetails(labels: ImageRecord['labels']): ImageDetail['labels'] {
  return labels.map(({ name, confidence, parents, taxonomyLevel, modelVersion }) => ({
    ...{ name, confidence, taxonomyLevel, modelVersion },
    parents: [...parents],
  }));
}
