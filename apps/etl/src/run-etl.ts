import { randomBytes } from 'node:crypto';
import type { ClaimRequest, EtlBatch } from '@miniatura/metadata';
import { recordRunStart, recordRunSuccess, snapshotDay } from '@miniatura/warehouse';
import { compareLedger, type Restored } from './compare-ledger.ts';
import { OutOfTimeError } from './errors.ts';
import { type EtlOutcome, etlReport, type EtlReport } from './etl-report.ts';
import { holdLease } from './hold-lease.ts';
import type { BatchDependencies, BatchReport } from './run-batch.ts';

/** The dependencies of a run. */
export interface EtlDependencies extends BatchDependencies {
  /** Creates or migrates the warehouse's tables; called before their first use. */
  readonly prepareWarehouse: () => Promise<void>;
  /** The largest number of changes, and of calls, in one transaction. */
  readonly maxRowsPerBatch: number;
  /**
   * Duration of the lease in milliseconds. A live run renews it; after a run was killed, others
   * wait until it expires.
   */
  readonly leaseMs: number;
  readonly now: () => Date;
}

export interface RunOptions {
  /**
   * Epoch milliseconds at which the run must have ended. It stops earlier, and the next run
   * continues.
   */
  readonly deadlineMs?: number;
  /** If true, the ledger is compared even if there are no changes. */
  readonly asksWarehouse?: boolean;
}

/**
 * A batch is started only if more time is left, and it is not waited for when only this much is
 * left.
 */
const MIN_MS_FOR_A_BATCH = 60_000;
const MS_TO_STOP_IN = 10_000;

/**
 * How often a run without changes records its success in the warehouse. Each time costs a billed
 * minute.
 */
const RECORD_SUCCESS_EVERY_MS = 12 * 60 * 60 * 1000;

/** How long applied batches are remembered: as long as images are retained. */
const MEMORY_MS = 7 * 24 * 60 * 60 * 1000;

type ClaimBatch = (request: ClaimRequest) => Promise<EtlBatch | null>;

/**
 * Loads all pending changes into the warehouse, batch by batch, and first completes the batches of
 * an interrupted run. Changes that arrive meanwhile wait for the next run: during an import, small
 * batches would keep Redshift busy all the time. It may run at any frequency. It uses Redshift only
 * if there are changes, or twice a day, and a second concurrent run ends as `busy`. A run that uses
 * Redshift compares the ledger with the source's batches.
 */
export function runEtl(
  dependencies: EtlDependencies,
  options: RunOptions = {},
): Promise<EtlReport> {
  return load(dependencies, options, dependencies.feed.claimChanges);
}

/**
 * Loads every image and call again; newer rows of the warehouse remain. A backfill that runs out of
 * time continues where it stopped when it is called again.
 */
export function backfill(
  dependencies: EtlDependencies,
  options: RunOptions = {},
): Promise<EtlReport> {
  return load(dependencies, options, dependencies.feed.claimCopy);
}

async function load(
  dependencies: EtlDependencies,
  { deadlineMs = Infinity, asksWarehouse = false }: RunOptions,
  claim: ClaimBatch,
): Promise<EtlReport> {
  const { oldestAt } = await dependencies.feed.pendingChanges();
  const loadRun: LoadRun = {
    claim,
    deadlineMs,
    asksWarehouse,
    oldestAt,
    batches: [],
    restored: null,
    recordedMs: null,
  };
  const outcome = await holdLease(dependencies.feed, dependencies.leaseMs, async (lease) => {
    const time = timeLimit(deadlineMs);
    try {
      return await loadAll(dependencies, loadRun, AbortSignal.any([lease, time]));
    } catch (error) {
      if (error instanceof OutOfTimeError) return 'out-of-time';
      throw error;
    }
  });
  return etlReport({
    ...loadRun,
    outcome: outcome ?? 'busy',
    lagMs: lagOf(oldestAt, dependencies),
  });
}

function lagOf(oldestAt: string | null, { now }: EtlDependencies): number {
  return oldestAt === null ? 0 : Math.max(0, now().getTime() - Date.parse(oldestAt));
}

/** Returns a signal that aborts shortly before the deadline, so that the run can still report. */
function timeLimit(deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  if (deadlineMs === Infinity) return controller.signal;
  const leftMs = Math.max(0, deadlineMs - Date.now() - MS_TO_STOP_IN);
  setTimeout(() => controller.abort(new OutOfTimeError()), leftMs).unref();
  return controller.signal;
}

interface LoadRun {
  readonly claim: ClaimBatch;
  readonly deadlineMs: number;
  readonly asksWarehouse: boolean;
  /** Time of the oldest pending change at the start of the run; null if there was none. */
  readonly oldestAt: string | null;
  /** The batches loaded so far, which are reported even if the time is over. */
  readonly batches: BatchReport[];
  restored: Restored | null;
  recordedMs: number | null;
}

async function loadAll(
  dependencies: EtlDependencies,
  loadRun: LoadRun,
  signal: AbortSignal,
): Promise<EtlOutcome> {
  const { claim, batches, deadlineMs } = loadRun;
  for (;;) {
    if (deadlineMs - Date.now() < MIN_MS_FOR_A_BATCH) throw new OutOfTimeError();
    const unfinished = await dependencies.feed.findUnfinishedBatch();
    const batch = unfinished ?? (await claimNew(dependencies, claim));
    if (batch === null) break;
    if (batches.length === 0) await beginLoading(dependencies, loadRun);
    const { runBatch } = await import('./run-batch.ts');
    batches.push(await runBatch(batch, dependencies, signal));
    signal.throwIfAborted();
    if (unfinished === null && isLast(batch, dependencies)) break;
  }
  const isSnapshotDue = (await dependencies.feed.readProgress(SNAPSHOT)) === DUE;
  if (!isSnapshotDue && !loadRun.asksWarehouse && !(await isSuccessDue(dependencies))) {
    return 'nothing-pending';
  }
  if (batches.length === 0) {
    await dependencies.prepareWarehouse();
    loadRun.restored = await compareLedger(dependencies);
  }
  loadRun.recordedMs = await recordSuccess(dependencies, isSnapshotDue);
  return isSnapshotDue ? 'done' : 'nothing-pending';
}

/** Returns true if a claim got fewer changes than the maximum, so that none are left. */
function isLast({ kind, changeCount }: EtlBatch, { maxRowsPerBatch }: EtlDependencies): boolean {
  return kind === 'changes' && changeCount < maxRowsPerBatch;
}

function claimNew({ now, maxRowsPerBatch }: EtlDependencies, claim: ClaimBatch) {
  return claim({ batchId: newBatchId(now()), maxRows: maxRowsPerBatch });
}

/** Returns an id that sorts by time: `20261121T085400123Z-a1b2c3d4`. */
function newBatchId(now: Date): string {
  return `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** Key of the note that a snapshot is due. A later run takes the snapshot if this one is killed. */
const SNAPSHOT = 'snapshot';
const DUE = 'due';

async function beginLoading(dependencies: EtlDependencies, loadRun: LoadRun): Promise<void> {
  const { api, feed, prepareWarehouse, now } = dependencies;
  await prepareWarehouse();
  loadRun.restored = await compareLedger(dependencies);
  await api.queryTable({ sql: recordRunStart(loadRun.oldestAt) });
  await feed.writeProgress(SNAPSHOT, DUE);
  await feed.forgetAppliedBatches(new Date(now().getTime() - MEMORY_MS));
}

/** Key of the note of when a success was last recorded in the warehouse. */
const RECORDED_SUCCESS = 'noted';

/**
 * Returns true if a success must be recorded. A source that has not loaded anything has no data
 * that could be out of date.
 */
async function isSuccessDue({ feed, now }: EtlDependencies): Promise<boolean> {
  const stored = await feed.readProgress(RECORDED_SUCCESS);
  return stored !== null && now().getTime() - Date.parse(stored) >= RECORD_SUCCESS_EVERY_MS;
}

/**
 * Records the success and, if something was loaded, a snapshot of what is stored. The last snapshot
 * of a day replaces earlier ones.
 * @returns Redshift's execution time in milliseconds
 */
async function recordSuccess(
  { api, feed, now }: EtlDependencies,
  isSnapshotDue: boolean,
): Promise<number> {
  const at = now().toISOString();
  const { oldestAt } = await feed.pendingChanges();
  const statementId = await api.submitBatch({
    sqls: [...(isSnapshotDue ? snapshotDay(at.slice(0, 10)) : []), ...recordRunSuccess(oldestAt)],
    name: `snapshot/${at}`,
    clientToken: `snapshot-${at}-${randomBytes(8).toString('hex')}`,
  });
  const { durationMs } = await api.wait(statementId);
  if (isSnapshotDue) await feed.writeProgress(SNAPSHOT, 'taken');
  await feed.writeProgress(RECORDED_SUCCESS, at);
  return durationMs;
}
