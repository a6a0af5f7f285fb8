import type { Kysely } from 'kysely';
import { deleteExpiredFailures } from '../failures/record-failure.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { type ExpiredFailure, findExpiredFailures } from './expired-failures.ts';
import {
  allHeldImages,
  type ExpiredImagesRequest,
  findExpiredImages,
  findHeldImages,
  type HeldImage,
} from './held-images.ts';
import { purgeImage } from './purge-image.ts';
import { findPurged, forgetPurges, markPurged } from './purge-marks.ts';

/** What retention does with the rows, and what an audit asks of them. */
export interface Purges {
  /** A page of the images that have expired, the longest overdue first. */
  findExpired(request: ExpiredImagesRequest): Promise<readonly HeldImage[]>;
  /** Those of these images that have a row. */
  findHeld(imageIds: readonly string[]): Promise<readonly HeldImage[]>;
  /** All images that have a row, page by page. */
  allHeld(): AsyncGenerator<readonly HeldImage[]>;
  /**
   * Takes the row and its parts, and tells the outbox, in one transaction. False, and nothing done,
   * when the row is of another version by now.
   */
  purge(image: Pick<HeldImage, 'imageId' | 'rowVersion'>, purgedAt: Date): Promise<boolean>;
  /** Keeps the removals of images out that never had a row. */
  markPurged(imageIds: readonly string[], purgedAt: Date): Promise<void>;
  /** When these images were purged, of those that were. */
  findPurged(imageIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Forgets marks of purges before this time. */
  forgetPurges(purgedBefore: Date): Promise<void>;
  /** Deletes the records of failures that have expired, and says how many they were. */
  purgeFailures(expiredBy: Date): Promise<number>;
  /** The first 1,000 records of failures that have expired. */
  findExpiredFailures(expiredBy: Date): Promise<readonly ExpiredFailure[]>;
}

/** The purges of a metadata database: `purgesOf(metadata.db)`. */
export function purgesOf(db: Kysely<MetadataTables>): Purges {
  return {
    findExpired: (request) => findExpiredImages(db, request),
    findHeld: (imageIds) => findHeldImages(db, imageIds),
    allHeld: () => allHeldImages(db),
    purge: (image, purgedAt) => purgeImage(db, image, purgedAt),
    markPurged: (imageIds, purgedAt) => markPurged(db, imageIds, purgedAt),
    findPurged: (imageIds) => findPurged(db, imageIds),
    forgetPurges: (purgedBefore) => forgetPurges(db, purgedBefore),
    purgeFailures: (expiredBy) => deleteExpiredFailures(db, toSqlTime(expiredBy.toISOString())),
    findExpiredFailures: (expiredBy) => findExpiredFailures(db, expiredBy),
  };
}
