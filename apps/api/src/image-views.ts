import type { ImageDetail, ImageStatus, ImageSummary } from '@miniatura/api-contract';
import { exposedFields, type ImageRecord, type Metadata } from '@miniatura/metadata';
import { quarantineKey } from '@miniatura/moderation';
import { nameOf } from './upload-key.ts';
import { isAdmin, type User } from './user.ts';

/** Where a browser fetches images without a token, for some minutes. */
export interface SignedUrls {
  thumbnail(key: string): Promise<string>;
  /** Saved under its name; served as `mediaType`, or as bytes if that is null. */
  original(original: SignedOriginal): Promise<string>;
  /** The image in any size, by the API; null if there is nothing to render. */
  render(image: ImageRecord): Promise<string | null>;
}

export interface SignedOriginal {
  readonly key: string;
  readonly name: string;
  readonly mediaType: string | null;
  /** Whether a browser saves it even if it could show it. */
  readonly isDownload: boolean;
}

const SUMMARY_LABELS = 5;
/** Sharp enough for a gallery's tile on a dense screen, in pixels. */
const TILE_SIDE = 256;

/** Whether a user may delete and restore an image. */
export function isOwn(image: ImageRecord, user: User): boolean {
  return isAdmin(user) || image.uploadedBy === user.subject;
}

/** Whether a user may know of an image. Of those in the trash, only the trash itself tells. */
export function isVisible(image: ImageRecord, user: User): boolean {
  return isOwn(image, user) && image.status !== 'trashed';
}

/** What a list tells a user of an image. */
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

/** All that a user may know of an image. */
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

/** The image that had the same bytes first, where the user may know of it. */
async function visibleDuplicateOf(
  { duplicateOf }: ImageRecord,
  user: User,
  metadata: DetailDependencies['metadata'],
): Promise<string | null> {
  const first = duplicateOf === null ? null : await metadata.findImage(duplicateOf);
  return first !== null && isVisible(first, user) ? first.imageId : null;
}

/** The name of the user's own file or, where none is known, the one that the key ends with. */
function nameOfImage({ fileName, key }: ImageRecord): string {
  return fileName ?? nameOf(key);
}

/** What was removed, or rejected by a reviewer, is deleted. */
function hasOriginal({ status, reviewDecision }: ImageRecord): boolean {
  return status !== 'removed' && reviewDecision !== 'reject';
}

/** The original of an image that is held back does not lie at the image's key. */
function originalOf(image: ImageRecord): Omit<SignedOriginal, 'isDownload'> {
  const key = image.status === 'quarantined' ? quarantineKey(image) : image.key;
  return { key, name: nameOfImage(image), mediaType: image.mediaType };
}

/** What moderation holds back is looked at by those who review it only. */
function isShown(status: ImageStatus, user: User): boolean {
  return status !== 'quarantined' || isAdmin(user);
}

/** The renditions that fill a tile, smallest first, or the largest there is. */
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
