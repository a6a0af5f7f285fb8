import type { Kysely } from 'kysely';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { deleteExpiredFailures } from '../failures/record-failure.ts';
import { forgetIdempotencyKeys } from '../idempotency/idempotency-keys.ts';
import {
  allExistingImages,
  type ExistingImage,
  type ExpiredImagesRequest,
  findExistingImages,
  findExpiredImages,
} from './existing-images.ts';
import {
  deleteExpiredDeliveries,
  type ExpiredDelivery,
  findExpiredDeliveries,
} from './expired-deliveries.ts';
import { type ExpiredFailure, findExpiredFailures } from './expired-failures.ts';
import { purgeImageRow } from './purge-image-row.ts';
import { findPurged, forgetPurges, markPurged } from './purge-marks.ts';

/** The operations of retention on the rows, and the queries of an audit. */
export interface Purges {
  /** Returns a page of expired images, longest overdue first. */
  findExpired(request: ExpiredImagesRequest): Promise<readonly ExistingImage[]>;
  /** Returns those of these images that have a row. */
  findExisting(imageIds: readonly string[]): Promise<readonly ExistingImage[]>;
  /** Yields all images that have a row, in pages. */
  allExisting(): AsyncGenerator<readonly ExistingImage[]>;
  /**
   * Deletes the row and its parts and inserts an outbox row in one transaction. Returns false,
   * without changes, when the row has another version by now.
   */
  purge(image: Pick<ExistingImage, 'imageId' | 'rowVersion'>, purgedAt: Date): Promise<boolean>;
  /** Ignores later removal events of images that never had a row. */
  markPurged(imageIds: readonly string[], purgedAt: Date): Promise<void>;
  /** Returns when these images were purged, for those that were. */
  findPurged(imageIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Deletes the records of purges before this time. */
  forgetPurges(purgedBefore: Date): Promise<void>;
  /** Deletes the idempotency keys that have expired. */
  forgetIdempotencyKeys(expiredBy: Date): Promise<void>;
  /** Deletes the records of expired failures. @returns their number */
  purgeFailures(expiredBy: Date): Promise<number>;
  /** Returns the first 1,000 records of expired failures. */
  findExpiredFailures(expiredBy: Date): Promise<readonly ExpiredFailure[]>;
  /** Deletes the deliveries of webhooks that were created by this time. @returns their number */
  purgeDeliveries(createdBy: Date): Promise<number>;
  /** Returns the first 1,000 of these deliveries. */
  findExpiredDeliveries(createdBy: Date): Promise<readonly ExpiredDelivery[]>;
}

/** Creates the purges of a metadata database: `purgesOf(metadata.db)`. */
export function purgesOf(db: Kysely<MetadataTables>): Purges {
  return {
    findExpired: (request) => findExpiredImages(db, request),
    findExisting: (imageIds) => findExistingImages(db, imageIds),
    allExisting: () => allExistingImages(db),
    purge: (image, purgedAt) => purgeImageRow(db, image, purgedAt),
    markPurged: (imageIds, purgedAt) => markPurged(db, imageIds, purgedAt),
    findPurged: (imageIds) => findPurged(db, imageIds),
    forgetPurges: (purgedBefore) => forgetPurges(db, purgedBefore),
    forgetIdempotencyKeys: (expiredBy) => forgetIdempotencyKeys(db, expiredBy),
    purgeFailures: (expiredBy) => deleteExpiredFailures(db, toSqlTime(expiredBy.toISOString())),
    findExpiredFailures: (expiredBy) => findExpiredFailures(db, expiredBy),
    purgeDeliveries: (createdBy) => deleteExpiredDeliveries(db, createdBy),
    findExpiredDeliveries: (createdBy) => findExpiredDeliveries(db, createdBy),
  };
}
