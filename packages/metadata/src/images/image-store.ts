import type { Kysely } from 'kysely';
import { type AnalysisCall, recordAnalysisCall } from '../calls/analysis-call.ts';
import type { MetadataTables } from '../database/tables.ts';
import { findAnalysedBySha256, findImages } from './find-images.ts';
import {
  processedChange,
  quarantinedChange,
  rejectedChange,
  removedChange,
} from './image-change.ts';
import { imageIdOf } from './image-id.ts';
import type { ImageRecord } from './image-record.ts';
import type {
  ProcessedImage,
  QuarantinedImage,
  RejectedImage,
  RemovedImage,
} from './recorded-image.ts';
import { type RecordOutcome, writeChange } from './write-change.ts';

/**
 * What the processing of an image reads and writes. Every method throws a MetadataError, whose
 * `transient` says whether to retry.
 */
export interface ImageStore {
  recordProcessed(image: ProcessedImage): Promise<RecordOutcome>;
  /** Records an image that moderation quarantines: it has no renditions. */
  recordQuarantined(image: QuarantinedImage): Promise<RecordOutcome>;
  recordRejected(image: RejectedImage): Promise<RecordOutcome>;
  /** Writes a tombstone, so that an older event that arrives later does not restore the image. */
  recordRemoved(removal: RemovedImage): Promise<RecordOutcome>;
  /** Records a paid call in the ledger. */
  recordAnalysisCall(call: AnalysisCall): Promise<void>;
  findImage(imageId: string): Promise<ImageRecord | null>;
  findImageByKey(bucket: string, key: string): Promise<ImageRecord | null>;
  /** The newest image with these bytes whose labels are known, or null. */
  findAnalysedBySha256(sha256: string): Promise<ImageRecord | null>;
}

/**
 * Creates the store of images in a metadata database that `openDatabase` has opened. A function
 * that only processes images does not load the other queries of `Metadata`.
 */
export function imageStoreOf(db: Kysely<MetadataTables>): ImageStore {
  const findImage = async (imageId: string) => (await findImages(db, [imageId]))[0] ?? null;
  return {
    recordProcessed: async (image) => writeChange(db, processedChange(image)),
    recordQuarantined: async (image) => writeChange(db, quarantinedChange(image)),
    recordRejected: async (image) => writeChange(db, rejectedChange(image)),
    recordRemoved: async (removal) => writeChange(db, removedChange(removal)),
    recordAnalysisCall: (call) => recordAnalysisCall(db, call),
    findImage,
    findImageByKey: (bucket, key) => findImage(imageIdOf(bucket, key)),
    findAnalysedBySha256: (sha256) => findAnalysedBySha256(db, sha256),
  };
}
