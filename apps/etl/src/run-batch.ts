import { createHash } from 'node:crypto';
import type { ChangeFeed, EtlBatch, StagedCounts } from '@miniatura/metadata';
import type { Tracer } from '@miniatura/tracing';
import {
  type AppliedBatch,
  applyBatch,
  type DataApi,
  findAppliedBatch,
  StatementAbortedError,
  StatementFailedError,
  StatementUnknownError,
} from '@miniatura/warehouse';
import { BatchNotAppliedError } from './errors.ts';
import type { LakeFiles } from './lake-files.ts';
import { stageBatch } from './stage-batch.ts';
import type { Staging } from './staging.ts';
import { traceBatch } from './trace-batch.ts';
import { writeLake } from './write-lake.ts';

/** The dependencies of a batch. */
export interface BatchDependencies {
  readonly feed: ChangeFeed;
  readonly staging: Staging;
  readonly api: DataApi;
  /** Prefix of the keys of staged files, without a slash at the end. */
  readonly stagingPrefix: string;
  /** Adds the load to the traces of the uploads. */
  readonly tracer: Tracer;
  /** The data lake, if there is one. */
  readonly lake?: LakeFiles | undefined;
}

/** The result of a batch that is in the warehouse. */
export interface BatchReport extends AppliedBatch {
  readonly batchId: string;
  readonly changeCount: number;
  readonly attempts: number;
  /** Redshift's execution time in milliseconds; 0 if an earlier run had executed the batch. */
  readonly redshiftMs: number;
}

const MAX_ATTEMPTS_PER_RUN = 3;

/**
 * Loads a batch into the warehouse, and continues where an earlier run stopped. Each attempt stages
 * its files again, because a missing or truncated file may have caused the previous failure.
 */
export async function runBatch(
  batch: EtlBatch,
  dependencies: BatchDependencies,
  signal: AbortSignal,
): Promise<BatchReport> {
  const startMs = Date.now();
  const report = await loadBatch(batch, dependencies, signal);
  await traceBatch(batch, { startMs, endMs: Date.now() }, dependencies);
  return report;
}

async function loadBatch(
  batch: EtlBatch,
  dependencies: BatchDependencies,
  signal: AbortSignal,
): Promise<BatchReport> {
  const known =
    batch.staged === null ? null : await findAppliedBatch(dependencies.api, batch.batchId);
  if (known !== null) return finishBatch(batch, known, 0, dependencies);
  for (let attempt = batch, tries = 1; ; tries++) {
    try {
      const redshiftMs = await runAttempt(attempt, dependencies, signal);
      const applied = await findAppliedBatch(dependencies.api, batch.batchId);
      if (applied === null) throw new BatchNotAppliedError(batch.batchId);
      return await finishBatch(attempt, applied, redshiftMs, dependencies);
    } catch (error) {
      if (!isRejection(error) || tries === MAX_ATTEMPTS_PER_RUN) throw error;
      attempt = await nextAttempt(attempt, dependencies.feed);
    }
  }
}

/** Returns true if Redshift rejected the attempt's statement and rolled it back. */
function isRejection(error: unknown): boolean {
  return (
    error instanceof StatementFailedError ||
    error instanceof StatementAbortedError ||
    error instanceof StatementUnknownError
  );
}

async function nextAttempt(batch: EtlBatch, feed: ChangeFeed): Promise<EtlBatch> {
  const attempt = batch.attempt + 1;
  await feed.startAttempt(batch, attempt);
  return { ...batch, attempt, staged: null, statementId: null };
}

/** @returns Redshift's execution time in milliseconds */
async function runAttempt(
  batch: EtlBatch,
  dependencies: BatchDependencies,
  signal: AbortSignal,
): Promise<number> {
  const folder = `${folderOf(batch, dependencies)}/${batch.attempt}`;
  const staged = batch.staged ?? (await stage(batch, folder, dependencies));
  signal.throwIfAborted();
  const statementId = await findStatement(batch, dependencies.api);
  const id = statementId ?? (await submit(batch, folder, staged, dependencies));
  const { durationMs } = await dependencies.api.wait(id, { signal });
  return durationMs;
}

function folderOf({ batchId }: EtlBatch, { stagingPrefix }: BatchDependencies): string {
  return `${stagingPrefix}/${batchId}`;
}

async function stage(
  batch: EtlBatch,
  folder: string,
  dependencies: BatchDependencies,
): Promise<StagedCounts> {
  const staged = await stageBatch(batch, folder, dependencies);
  await dependencies.feed.saveStaged(batch, staged);
  return staged;
}

/** Returns the attempt's statement if an earlier run has submitted it. */
async function findStatement(batch: EtlBatch, api: DataApi): Promise<string | null> {
  if (batch.staged === null) return null;
  if (batch.statementId !== null) return batch.statementId;
  const [statement] = await api.findByName(nameOf(batch));
  return statement?.statementId ?? null;
}

/**
 * Submits the attempt with its own client token. If the response was lost, or the run was killed,
 * submitting again returns the same statement.
 */
async function submit(
  batch: EtlBatch,
  folder: string,
  staged: StagedCounts,
  { api, feed, staging }: BatchDependencies,
): Promise<string> {
  const { batchId, kind, attempt } = batch;
  const stagingUri = staging.uriOf(folder);
  const statementId = await api.submitBatch({
    sqls: applyBatch({ batchId, kind, attempt, stagingUri, staged }),
    name: nameOf(batch),
    clientToken: createHash('sha256').update(nameOf(batch)).digest('hex'),
  });
  await feed.saveStatement(batch, statementId);
  return statementId;
}

function nameOf({ batchId, attempt }: EtlBatch): string {
  return `${batchId}/${attempt}`;
}

/**
 * Marks a batch as applied. The data lake is written before that, so that the next run repeats an
 * interrupted write. The staged files are deleted before it, so that no applied batch leaves files
 * behind.
 */
async function finishBatch(
  batch: EtlBatch,
  applied: AppliedBatch,
  redshiftMs: number,
  dependencies: BatchDependencies,
): Promise<BatchReport> {
  const { api, lake } = dependencies;
  if (lake !== undefined) await writeLake(batch.batchId, applied, { api, lake });
  await dependencies.staging.deleteAll(`${folderOf(batch, dependencies)}/`);
  await dependencies.feed.markApplied(batch);
  const { batchId, changeCount, attempt } = batch;
  return { ...applied, batchId, changeCount, attempts: attempt, redshiftMs };
}
