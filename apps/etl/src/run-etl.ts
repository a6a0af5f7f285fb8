import { randomBytes } from 'node:crypto';
import type { ClaimRequest, EtlBatch } from '@miniatura/metadata';
import { snapshotDay } from '@miniatura/warehouse';
import { OutOfTimeError } from './errors.ts';
import { type EtlOutcome, etlReport, type EtlReport } from './etl-report.ts';
import { holdLease } from './hold-lease.ts';
import { type BatchPorts, type BatchReport, runBatch } from './run-batch.ts';

/** What a run works with. */
export interface EtlDependencies extends BatchPorts {
  /** Makes or updates the warehouse's tables; called before they are first used. */
  readonly prepareWarehouse: () => Promise<void>;
  /** Changes, and calls, that one transaction takes at most. */
  readonly maxRowsPerBatch: number;
  /** How long a run that died keeps others out; it is renewed while a run lives. */
  readonly leaseMs: number;
  readonly now: () => Date;
}

export interface RunOptions {
  /** When the run has to be over, in epoch ms: it stops before, and the next one goes on. */
  readonly deadlineMs?: number;
}

/** A batch is not begun when less is left, and its end is not awaited when this is all that is left. */
const MIN_MS_FOR_A_BATCH = 60_000;
const MS_TO_STOP_IN = 10_000;

/** How long applied batches are remembered: as long as the pictures. */
const MEMORY_MS = 7 * 24 * 60 * 60 * 1000;

type ClaimBatch = (request: ClaimRequest) => Promise<EtlBatch | null>;

/**
 * Carries all changes there are into the warehouse, batch by batch, and first what an earlier run
 * has left unfinished. What comes meanwhile may wait for the next run: in an import, changes come
 * all the time, and a batch for each few of them would keep Redshift busy without end. Run it as often as you like: it touches Redshift only when there is
 * something to carry, and two runs at once are one that works and one that says `busy`.
 */
export function runEtl(deps: EtlDependencies, options: RunOptions = {}): Promise<EtlReport> {
  return carry(deps, options, deps.feed.claimChanges);
}

/**
 * Copies every image and call into the warehouse again, through the same path: what the warehouse
 * knows newer stays. A copy that runs out of time goes on where it stopped when it is called again.
 */
export function backfill(deps: EtlDependencies, options: RunOptions = {}): Promise<EtlReport> {
  return carry(deps, options, deps.feed.claimCopy);
}

async function carry(
  deps: EtlDependencies,
  { deadlineMs = Infinity }: RunOptions,
  claim: ClaimBatch,
): Promise<EtlReport> {
  const lagMs = await lagOf(deps);
  const carrying: Carrying = { claim, deadlineMs, batches: [], snapshotMs: null };
  const outcome = await holdLease(deps.feed, deps.leaseMs, async (lease) => {
    const time = timeLimit(deadlineMs);
    try {
      return await carryAll(deps, carrying, AbortSignal.any([lease, time]));
    } catch (error) {
      if (error instanceof OutOfTimeError) return 'out-of-time';
      throw error;
    }
  });
  return etlReport({ ...carrying, outcome: outcome ?? 'busy', lagMs });
}

async function lagOf({ feed, now }: EtlDependencies): Promise<number> {
  const { oldestAt } = await feed.pendingChanges();
  return oldestAt === null ? 0 : Math.max(0, now().getTime() - Date.parse(oldestAt));
}

/** Aborts shortly before the deadline, while there is time to say so. */
function timeLimit(deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  if (deadlineMs === Infinity) return controller.signal;
  const leftMs = Math.max(0, deadlineMs - Date.now() - MS_TO_STOP_IN);
  setTimeout(() => controller.abort(new OutOfTimeError()), leftMs).unref();
  return controller.signal;
}

interface Carrying {
  readonly claim: ClaimBatch;
  readonly deadlineMs: number;
  /** What was carried so far: it is reported even when the time is up. */
  readonly batches: BatchReport[];
  snapshotMs: number | null;
}

async function carryAll(
  deps: EtlDependencies,
  carrying: Carrying,
  signal: AbortSignal,
): Promise<EtlOutcome> {
  const { claim, batches, deadlineMs } = carrying;
  for (;;) {
    if (deadlineMs - Date.now() < MIN_MS_FOR_A_BATCH) throw new OutOfTimeError();
    const unfinished = await deps.feed.findUnfinishedBatch();
    const batch = unfinished ?? (await claimNew(deps, claim));
    if (batch === null) break;
    if (batches.length === 0) await beginCarrying(deps);
    batches.push(await runBatch(batch, deps, signal));
    signal.throwIfAborted();
    if (unfinished === null && isLast(batch, deps)) break;
  }
  if ((await deps.feed.readProgress(SNAPSHOT)) !== DUE) return 'nothing-pending';
  carrying.snapshotMs = await takeSnapshot(deps);
  return 'done';
}

/** A claim that took less than it might have has left nothing that was there. */
function isLast({ kind, changeCount }: EtlBatch, { maxRowsPerBatch }: EtlDependencies): boolean {
  return kind === 'changes' && changeCount < maxRowsPerBatch;
}

function claimNew({ now, maxRowsPerBatch }: EtlDependencies, claim: ClaimBatch) {
  return claim({ batchId: newBatchId(now()), maxRows: maxRowsPerBatch });
}

/** Sorts by time: `20261121T085400123Z-a1b2c3d4`. */
function newBatchId(now: Date): string {
  return `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** A note that a snapshot is due, which outlives a run that dies before it has taken one. */
const SNAPSHOT = 'snapshot';
const DUE = 'due';

async function beginCarrying({ feed, prepareWarehouse, now }: EtlDependencies): Promise<void> {
  await prepareWarehouse();
  await feed.writeProgress(SNAPSHOT, DUE);
  await feed.forgetAppliedBatches(new Date(now().getTime() - MEMORY_MS));
}

/**
 * Notes what is stored, once all is carried: the last note of a day is the day's.
 * @returns how long Redshift was at work, in ms
 */
async function takeSnapshot({ api, feed, now }: EtlDependencies): Promise<number> {
  const at = now().toISOString();
  const statementId = await api.submitBatch({
    sqls: snapshotDay(at.slice(0, 10)),
    name: `snapshot/${at}`,
    clientToken: `snapshot-${at}-${randomBytes(8).toString('hex')}`,
  });
  const { durationMs } = await api.wait(statementId);
  await feed.writeProgress(SNAPSHOT, 'taken');
  return durationMs;
}
