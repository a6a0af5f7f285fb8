import type { Kysely } from 'kysely';
import { type AnalysisCall, recordAnalysisCall } from './analysis-call.ts';
import { databaseErrorOf } from './database-failure.ts';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.ts';
import {
  countByStatus,
  findAnalysisBySha256,
  findImages,
  type ImagePage,
  type KnownAnalysis,
  listImages,
  type ListImagesRequest,
} from './find-images.ts';
import { processedChange, rejectedChange, removedChange } from './image-change.ts';
import type { ImageStatus } from './image-fields.ts';
import { imageIdOf } from './image-id.ts';
import type { ImageRecord } from './image-record.ts';
import { migrate } from './migrate.ts';
import type { ProcessedImage, RejectedImage, RemovedImage } from './recorded-image.ts';
import type { MetadataTables } from './tables.ts';
import { type RecordOutcome, writeChange } from './write-change.ts';

export interface MetadataOptions {
  /**
   * `sqlite:PATH` or `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, the latter with
   * `?socketPath=PATH` for a server on a socket; `mysql://USER@HOST:PORT/DATABASE?auth=iam` for
   * one on AWS that takes IAM tokens.
   */
  readonly url: string;
}

/**
 * What is known of the images. Every method throws a MetadataError; its `transient` says whether to
 * try again later.
 */
export interface Metadata {
  recordProcessed(image: ProcessedImage): Promise<RecordOutcome>;
  recordRejected(image: RejectedImage): Promise<RecordOutcome>;
  /** Leaves a tombstone, so that an older event that comes later brings nothing back. */
  recordRemoved(removal: RemovedImage): Promise<RecordOutcome>;
  /** Enters a paid call in the ledger. */
  recordAnalysisCall(call: AnalysisCall): Promise<void>;
  findImage(imageId: string): Promise<ImageRecord | null>;
  findImageByKey(bucket: string, key: string): Promise<ImageRecord | null>;
  /** Those that exist, in the order asked for, in three statements per 1,000 ids. */
  findImages(imageIds: readonly string[]): Promise<readonly ImageRecord[]>;
  /** Newest upload first, page by page. */
  listImages(request: ListImagesRequest): Promise<ImagePage>;
  countByStatus(): Promise<Readonly<Record<ImageStatus, number>>>;
  /** The newest analysis of a picture of the same bytes, or null. */
  findAnalysisBySha256(sha256: string): Promise<KnownAnalysis | null>;
  /** The tables themselves, for queries that are no image's. */
  readonly db: Kysely<MetadataTables>;
  close(): Promise<void>;
}

/**
 * Opens the metadata database, and makes it and its tables when they are missing.
 *
 * @example
 * const metadata = await openMetadata({ url: 'sqlite:.miniatura/metadata.sqlite' });
 * await metadata.findImageByKey('originals', 'cat.jpg'); // an ImageRecord or null
 */
export async function openMetadata({ url }: MetadataOptions): Promise<Metadata> {
  const location = parseDatabaseUrl(url);
  const db = await open(location).catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  try {
    await migrate(db, location.engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return metadataOn(db);
}

/** Drivers load on demand: a Lambda needs no SQLite, a laptop no MySQL. */
async function open(location: DatabaseLocation): Promise<Kysely<MetadataTables>> {
  if (location.engine === 'sqlite') {
    const { openSqlite } = await import('./open-sqlite.ts');
    return openSqlite(location.path);
  }
  const { openMysql } = await import('./open-mysql.ts');
  return openMysql(location);
}

function metadataOn(db: Kysely<MetadataTables>): Metadata {
  const findImage = async (imageId: string) => (await findImages(db, [imageId]))[0] ?? null;
  return {
    recordProcessed: async (image) => writeChange(db, processedChange(image)),
    recordRejected: async (image) => writeChange(db, rejectedChange(image)),
    recordRemoved: async (removal) => writeChange(db, removedChange(removal)),
    recordAnalysisCall: (call) => recordAnalysisCall(db, call),
    findImage,
    findImageByKey: (bucket, key) => findImage(imageIdOf(bucket, key)),
    findImages: (imageIds) => findImages(db, imageIds),
    listImages: (request) => listImages(db, request),
    countByStatus: () => countByStatus(db),
    findAnalysisBySha256: (sha256) => findAnalysisBySha256(db, sha256),
    db,
    close: () => db.destroy(),
  };
}
