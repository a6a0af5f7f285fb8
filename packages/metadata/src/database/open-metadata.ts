import type { Kysely } from 'kysely';
import { countByDay, type CountByDayRequest, type DayCount } from '../images/count-by-day.ts';
import { countByStatus, findImages } from '../images/find-images.ts';
import {
  findSimilarImages,
  type FindSimilarOptions,
  type SimilarImage,
} from '../images/find-similar.ts';
import type { ImageStatus } from '../images/image-fields.ts';
import type { ImageRecord } from '../images/image-record.ts';
import { type ImageStore, imageStoreOf } from '../images/image-store.ts';
import { type ImageVersion, listChanges, type ListChangesRequest } from '../images/list-changes.ts';
import { type ImagePage, listImages, type ListImagesRequest } from '../images/list-images.ts';
import { countJudgeable, type JudgeablePage, listJudgeable } from '../images/list-judgeable.ts';
import {
  listReviews,
  type ModerationReview,
  type RecordedVerdict,
  recordReview,
  recordVerdict,
  removeQuarantined,
  type ReviewEntry,
  type ReviewOutcome,
} from '../images/moderate-image.ts';
import {
  suggestCameras,
  type Suggestion,
  suggestLabels,
  type SuggestRequest,
} from '../images/suggest.ts';
import { restoreImage, trashImage } from '../images/trash-image.ts';
import { type MetadataOptions, openDatabase } from './open-database.ts';
import type { MetadataTables } from './tables.ts';

/**
 * The metadata of the images. Every method throws a MetadataError, whose `transient` says whether
 * to retry.
 */
export interface Metadata extends ImageStore {
  /** Writes the verdict of a changed policy, unless the row has changed since it was read. */
  recordVerdict(verdict: RecordedVerdict): Promise<'written' | 'stale'>;
  /**
   * Records a decision in the reviews and on the row. `@miniatura/moderation` moves the objects.
   */
  recordReview(review: ModerationReview): Promise<ReviewOutcome>;
  /** Writes the tombstone of a quarantined image; false if it is not quarantined. */
  removeQuarantined(imageId: string): Promise<boolean>;
  /** Hides an image until it is restored; false when it is unknown, removed or quarantined. */
  trashImage(imageId: string): Promise<boolean>;
  /** Restores an image from the trash unchanged; false when it is not in the trash. */
  restoreImage(imageId: string): Promise<boolean>;
  /** The reviews of an image, oldest first. */
  listReviews(imageId: string): Promise<readonly ReviewEntry[]>;
  /** Pages of images with moderation labels, by id. */
  listJudgeable(page: JudgeablePage): Promise<readonly ImageRecord[]>;
  countJudgeable(): Promise<number>;
  /**
   * Returns the images that exist, in the order of the ids, with three statements per 1,000 ids.
   */
  findImages(imageIds: readonly string[]): Promise<readonly ImageRecord[]>;
  /** A page of images, newest upload first. */
  listImages(request: ListImagesRequest): Promise<ImagePage>;
  /** The images of a user that have changed, in the order of their versions. */
  listChanges(request: ListChangesRequest): Promise<readonly ImageVersion[]>;
  /** The number of images per day, newest day first. It shows where in the list a day begins. */
  countByDay(request: CountByDayRequest): Promise<readonly DayCount[]>;
  /** The most frequent labels whose name has a text in it, most frequent first. */
  suggestLabels(request: SuggestRequest): Promise<readonly Suggestion[]>;
  /** The most frequent camera models, most frequent first. */
  suggestCameras(request: SuggestRequest): Promise<readonly Suggestion[]>;
  countByStatus(): Promise<Readonly<Record<ImageStatus, number>>>;
  /** Images that are similar to one by their perceptual hashes, most similar first. */
  findSimilarImages(imageId: string, options?: FindSimilarOptions): Promise<SimilarImage[]>;
  /** The tables, for other queries. */
  readonly db: Kysely<MetadataTables>;
  close(): Promise<void>;
}

/**
 * Opens the metadata database. Creates it and its tables when they are missing.
 *
 * @example
 * const metadata = await openMetadata({ url: 'sqlite:.miniatura/metadata.sqlite' });
 * await metadata.findImageByKey('originals', 'cat.jpg'); // an ImageRecord or null
 */
export async function openMetadata(options: MetadataOptions): Promise<Metadata> {
  return metadataOn((await openDatabase(options)).db);
}

function metadataOn(db: Kysely<MetadataTables>): Metadata {
  return {
    ...imageStoreOf(db),
    recordVerdict: async (verdict) => recordVerdict(db, verdict),
    recordReview: async (review) => recordReview(db, review),
    removeQuarantined: async (imageId) => removeQuarantined(db, imageId),
    trashImage: async (imageId) => trashImage(db, imageId),
    restoreImage: async (imageId) => restoreImage(db, imageId),
    listReviews: (imageId) => listReviews(db, imageId),
    listJudgeable: (page) => listJudgeable(db, page),
    countJudgeable: () => countJudgeable(db),
    findImages: (imageIds) => findImages(db, imageIds),
    listImages: (request) => listImages(db, request),
    listChanges: (request) => listChanges(db, request),
    countByDay: (request) => countByDay(db, request),
    suggestLabels: (request) => suggestLabels(db, request),
    suggestCameras: (request) => suggestCameras(db, request),
    countByStatus: () => countByStatus(db),
    findSimilarImages: (imageId, options) => findSimilarImages(db, imageId, options),
    db,
    close: () => db.destroy(),
  };
}
