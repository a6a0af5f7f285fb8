import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import type { CallScope, ImageScope } from './all-rows.ts';
import { claimChanges, type ClaimRequest } from './claim-changes.ts';
import { claimCopy } from './claim-copy.ts';
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
  tracesOf,
} from './pending-changes.ts';
import { readProgress, writeProgress } from './progress.ts';
import type { AnalysisCallRow } from './read-calls.ts';
import type { CurrentImage, ImageStatesPage } from './read-images.ts';
import type { ImageToResend } from './resend.ts';

type BatchName = Pick<EtlBatch, 'batchId'>;

/** The changes for a warehouse: claims by state, batches that survive a crash, and a lease. */
export interface ChangeFeed {
  /** Acquires or renews the lease; false when another holder has it. */
  acquireLease(request: LeaseRequest): Promise<boolean>;
  releaseLease(request: Omit<LeaseRequest, 'durationMs'>): Promise<void>;
  /** Returns the batch that an earlier run has not finished, or null. */
  findUnfinishedBatch(): Promise<EtlBatch | null>;
  /** Claims unclaimed changes and calls as a new batch; null when there are none. */
  claimChanges(request: ClaimRequest): Promise<EtlBatch | null>;
  /** Claims the next range of a complete copy; null when the copy is complete. */
  claimCopy(request: ClaimRequest): Promise<EtlBatch | null>;
  /** Yields the current images of the batch, each once. */
  readImages(batch: EtlBatch): AsyncGenerator<ImageStatesPage>;
  readCalls(batch: EtlBatch): AsyncGenerator<readonly AnalysisCallRow[]>;
  /** Records that all files of the attempt are written. */
  saveStaged(batch: BatchName, staged: StagedCounts): Promise<void>;
  saveStatement(batch: BatchName, statementId: string): Promise<void>;
  /** Starts the attempt after a rejected one, with no staged files. */
  startAttempt(batch: BatchName, attempt: number): Promise<void>;
  markApplied(batch: BatchName): Promise<void>;
  /** Returns tracing headers of the batch's changes, at most `limit`. */
  tracesOf(batch: BatchName, limit: number): Promise<readonly string[]>;
  pendingChanges(): Promise<PendingChanges>;
  imagesUnderway(imageIds: readonly string[]): Promise<ReadonlySet<string>>;
  forgetAppliedBatches(appliedBefore: Date): Promise<void>;
  callsUnderway(callIds: readonly number[]): Promise<ReadonlySet<number>>;
  /** The last applied batches, newest first. */
  lastAppliedBatches(limit: number): Promise<readonly string[]>;
  knownBatches(batchIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Records batches that only the warehouse's ledger contains as applied. */
  adoptBatches(batchIds: readonly string[]): Promise<void>;
  /** Yields the current images, claimed or not, in pages. */
  allImages(scope?: ImageScope): AsyncGenerator<readonly CurrentImage[]>;
  allCalls(scope?: CallScope): AsyncGenerator<readonly AnalysisCallRow[]>;
  /** Marks images as changed, with a version that is newer than that of the warehouse. */
  resendImages(images: readonly ImageToResend[]): Promise<void>;
  resendCalls(callIds: readonly number[]): Promise<void>;
  /** Records calls that only the warehouse contains. */
  adoptCalls(calls: readonly Omit<AnalysisCallRow, 'batchId'>[]): Promise<void>;
  /** Marks applied batches as not applied: their changes are claimed again. */
  reopenBatches(batchIds: readonly string[]): Promise<void>;
  readProgress(name: string): Promise<string | null>;
  writeProgress(name: string, value: string): Promise<void>;
}

const onDemand = () => import('./on-demand.ts');

/** Creates the change feed of a metadata database: `changeFeedOf(metadata.db)`. */
export function changeFeedOf(db: Kysely<MetadataTables>): ChangeFeed {
  return {
    acquireLease: (request) => acquireLease(db, request),
    releaseLease: (request) => releaseLease(db, request),
    findUnfinishedBatch: () => findUnfinishedBatch(db),
    claimChanges: (request) => claimChanges(db, request),
    claimCopy: (request) => claimCopy(db, request),
    async *readImages(batch) {
      yield* (await onDemand()).readImages(db, batch);
    },
    async *readCalls(batch) {
      yield* (await onDemand()).readCalls(db, batch);
    },
    saveStaged: (batch, staged) => updateBatch(db, batch, { staged: JSON.stringify(staged) }),
    saveStatement: (batch, statementId) => updateBatch(db, batch, { statementId }),
    startAttempt: (batch, attempt) =>
      updateBatch(db, batch, { attempt, staged: null, statementId: null }),
    markApplied: (batch) =>
      updateBatch(db, batch, { appliedAt: toSqlTime(new Date().toISOString()) }),
    tracesOf: (batch, limit) => tracesOf(db, batch, limit),
    pendingChanges: () => pendingChanges(db),
    imagesUnderway: (imageIds) => imagesUnderway(db, imageIds),
    forgetAppliedBatches: (appliedBefore) => forgetAppliedBatches(db, appliedBefore),
    callsUnderway: (callIds) => callsUnderway(db, callIds),
    lastAppliedBatches: (limit) => lastAppliedBatches(db, limit),
    knownBatches: (batchIds) => knownBatches(db, batchIds),
    adoptBatches: (batchIds) => adoptBatches(db, batchIds),
    async *allImages(scope) {
      yield* (await onDemand()).allImages(db, scope);
    },
    async *allCalls(scope) {
      yield* (await onDemand()).allCalls(db, scope);
    },
    resendImages: async (images) => (await onDemand()).resendImages(db, images),
    resendCalls: async (callIds) => (await onDemand()).resendCalls(db, callIds),
    adoptCalls: async (calls) => (await onDemand()).adoptCalls(db, calls),
    reopenBatches: async (batchIds) => (await onDemand()).reopenBatches(db, batchIds),
    readProgress: (name) => readProgress(db, name),
    writeProgress: (name, value) => retryConflicts(() => writeProgress(db, name, value)),
  };
}
