import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { claimChanges, type ClaimRequest } from './claim-changes.ts';
import { claimCopy } from './claim-copy.ts';
import { allCalls, allImages, type CallScope, type ImageScope } from './all-rows.ts';
import {
  adoptBatches,
  type EtlBatch,
  findUnfinishedBatch,
  knownBatches,
  lastAppliedBatches,
  type StagedCounts,
  updateBatch,
} from './etl-batch.ts';
import { acquireLease, type LeaseRequest, releaseLease } from './lease.ts';
import {
  callsUnderway,
  forgetAppliedBatches,
  imagesUnderway,
  type PendingChanges,
  pendingChanges,
} from './pending-changes.ts';
import { readProgress, writeProgress } from './progress.ts';
import { type AnalysisCallRow, readCalls } from './read-calls.ts';
import { type CurrentImage, type ImageStatesPage, readImages } from './read-images.ts';
import {
  adoptCalls,
  type ImageToResend,
  reopenBatches,
  resendCalls,
  resendImages,
} from './resend.ts';

type BatchName = Pick<EtlBatch, 'batchId'>;

/** What carries changes to a warehouse: claims by state, batches that survive a crash, a lease. */
export interface ChangeFeed {
  /** Takes the lease or renews it; false when another holds it. */
  acquireLease(request: LeaseRequest): Promise<boolean>;
  releaseLease(request: Omit<LeaseRequest, 'durationMs'>): Promise<void>;
  /** The batch that a run before this one has left, or null. */
  findUnfinishedBatch(): Promise<EtlBatch | null>;
  /** Claims unclaimed changes and calls as a new batch; null when there are none. */
  claimChanges(request: ClaimRequest): Promise<EtlBatch | null>;
  /** Claims the next range of a copy of everything; null when the copy is complete. */
  claimCopy(request: ClaimRequest): Promise<EtlBatch | null>;
  /** The batch's images as they are now, each once. */
  readImages(batch: EtlBatch): AsyncGenerator<ImageStatesPage>;
  readCalls(batch: EtlBatch): AsyncGenerator<readonly AnalysisCallRow[]>;
  /** Notes that all files of the attempt are written. */
  saveStaged(batch: BatchName, staged: StagedCounts): Promise<void>;
  saveStatement(batch: BatchName, statementId: string): Promise<void>;
  /** Begins the attempt after a refused one, with nothing staged. */
  startAttempt(batch: BatchName, attempt: number): Promise<void>;
  markApplied(batch: BatchName): Promise<void>;
  pendingChanges(): Promise<PendingChanges>;
  imagesUnderway(imageIds: readonly string[]): Promise<ReadonlySet<string>>;
  forgetAppliedBatches(appliedBefore: Date): Promise<void>;
  callsUnderway(callIds: readonly number[]): Promise<ReadonlySet<number>>;
  /** The batches that were applied last, newest first. */
  lastAppliedBatches(limit: number): Promise<readonly string[]>;
  knownBatches(batchIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Records batches that are in the warehouse's ledger only, as applied. */
  adoptBatches(batchIds: readonly string[]): Promise<void>;
  /** Images as they are now, claimed or not, in pages. */
  allImages(scope?: ImageScope): AsyncGenerator<readonly CurrentImage[]>;
  allCalls(scope?: CallScope): AsyncGenerator<readonly AnalysisCallRow[]>;
  /** Marks images as changed, by a version that is newer than the warehouse's. */
  resendImages(images: readonly ImageToResend[]): Promise<void>;
  resendCalls(callIds: readonly number[]): Promise<void>;
  /** Records calls that are in the warehouse only. */
  adoptCalls(calls: readonly Omit<AnalysisCallRow, 'batchId'>[]): Promise<void>;
  /** Forgets that these batches were applied: what they carried is claimed anew. */
  reopenBatches(batchIds: readonly string[]): Promise<void>;
  readProgress(name: string): Promise<string | null>;
  writeProgress(name: string, value: string): Promise<void>;
}

/** The change feed of a metadata database: `changeFeedOf(metadata.db)`. */
export function changeFeedOf(db: Kysely<MetadataTables>): ChangeFeed {
  return {
    acquireLease: (request) => acquireLease(db, request),
    releaseLease: (request) => releaseLease(db, request),
    findUnfinishedBatch: () => findUnfinishedBatch(db),
    claimChanges: (request) => claimChanges(db, request),
    claimCopy: (request) => claimCopy(db, request),
    readImages: (batch) => readImages(db, batch),
    readCalls: (batch) => readCalls(db, batch),
    saveStaged: (batch, staged) => updateBatch(db, batch, { staged: JSON.stringify(staged) }),
    saveStatement: (batch, statementId) => updateBatch(db, batch, { statementId }),
    startAttempt: (batch, attempt) =>
      updateBatch(db, batch, { attempt, staged: null, statementId: null }),
    markApplied: (batch) =>
      updateBatch(db, batch, { appliedAt: toSqlTime(new Date().toISOString()) }),
    pendingChanges: () => pendingChanges(db),
    imagesUnderway: (imageIds) => imagesUnderway(db, imageIds),
    forgetAppliedBatches: (appliedBefore) => forgetAppliedBatches(db, appliedBefore),
    callsUnderway: (callIds) => callsUnderway(db, callIds),
    lastAppliedBatches: (limit) => lastAppliedBatches(db, limit),
    knownBatches: (batchIds) => knownBatches(db, batchIds),
    adoptBatches: (batchIds) => adoptBatches(db, batchIds),
    allImages: (scope) => allImages(db, scope),
    allCalls: (scope) => allCalls(db, scope),
    resendImages: (images) => resendImages(db, images),
    resendCalls: (callIds) => resendCalls(db, callIds),
    adoptCalls: (calls) => adoptCalls(db, calls),
    reopenBatches: (batchIds) => reopenBatches(db, batchIds),
    readProgress: (name) => readProgress(db, name),
    writeProgress: (name, value) => retryConflicts(() => writeProgress(db, name, value)),
  };
}
