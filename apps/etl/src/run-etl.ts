import { randomBytes } from 'node:crypto';
import type { ClaimRequest, EtlBatch } from '@miniatura/metadata';
import { noteRunBegins, noteRunSucceeded, snapshotDay } from '@miniatura/warehouse';
import { compareLedger, type Restored } from './compare-ledger.ts';
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
  /** Asks the warehouse whether it was restored even when there is nothing to carry. */
  readonly asksWarehouse?: boolean;
}

/** A batch is not begun when less is left, and its end is not awaited when this is all that is left. */
const MIN_MS_FOR_A_BATCH = 60_000;
const MS_TO_STOP_IN = 10_000;

/** How often a run without changes records its success in the warehouse; each time costs a minute. */
const NOTE_EVERY_MS = 12 * 60 * 60 * 1000;

/** How long applied batches are remembered: as long as the pictures. */
const MEMORY_MS = 7 * 24 * 60 * 60 * 1000;

type ClaimBatch = (request: ClaimRequest) => Promise<EtlBatch | null>;

/**
 * Carries all changes there are into the warehouse, batch by batch, and first what an earlier run
 * has left unfinished. What comes meanwhile may wait for the next run: in an import, changes come
 * all the time, and a batch for each few of them would keep Redshift busy without end. Run it as
 * often as you like: it touches Redshift only when there is something to carry, or twice a day, and
 * two runs at once are one that works and one that says `busy`. A run that touches Redshift compares
 * the ledger with what the source remembers.
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
  { deadlineMs = Infinity, asksWarehouse = false }: RunOptions,
  claim: ClaimBatch,
): Promise<EtlReport> {
  const { oldestAt } = await deps.feed.pendingChanges();
  const carrying: Carrying = {
    claim,
    deadlineMs,
    asksWarehouse,
    oldestAt,
    batches: [],
    restored: null,
    notedMs: null,
  };
  const outcome = await holdLease(deps.feed, deps.leaseMs, async (lease) => {
    const time = timeLimit(deadlineMs);
    try {
      return await carryAll(deps, carrying, AbortSignal.any([lease, time]));
    } catch (error) {
      if (error instanceof OutOfTimeError) return 'out-of-time';
      throw error;
    }
  });
  return etlReport({ ...carrying, outcome: outcome ?? 'busy', lagMs: lagOf(oldestAt, deps) });
}

function lagOf(oldestAt: string | null, { now }: EtlDependencies): number {
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
  readonly asksWarehouse: boolean;
  /** When the oldest change was made that waited as the run began; null when none did. */
  readonly oldestAt: string | null;
  /** What was carried so far: it is reported even when the time is up. */
  readonly batches: BatchReport[];
  restored: Restored | null;
  notedMs: number | null;
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
    if (batches.length === 0) await beginCarrying(deps, carrying);
    batches.push(await runBatch(batch, deps, signal));
    signal.throwIfAborted();
    if (unfinished === null && isLast(batch, deps)) break;
  }
  const isSnapshotDue = (await deps.feed.readProgress(SNAPSHOT)) === DUE;
  if (!isSnapshotDue && !carrying.asksWarehouse && !(await isNoteDue(deps))) {
    return 'nothing-pending';
  }
  if (batches.length === 0) {
    await deps.prepareWarehouse();
    carrying.restored = await compareLedger(deps);
  }
  carrying.notedMs = await noteSuccess(deps, isSnapshotDue);
  return isSnapshotDue ? 'done' : 'nothing-pending';
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

async function beginCarrying(deps: EtlDependencies, carrying: Carrying): Promise<void> {
  const { api, feed, prepareWarehouse, now } = deps;
  await prepareWarehouse();
  carrying.restored = await compareLedger(deps);
  await api.queryTable({ sql: noteRunBegins(carrying.oldestAt) });
  await feed.writeProgress(SNAPSHOT, DUE);
  await feed.forgetAppliedBatches(new Date(now().getTime() - MEMORY_MS));
}

/** When a success was last recorded in the warehouse. */
const NOTED = 'noted';

/** Never for a source that has loaded nothing yet: no data could be out of date. */
async function isNoteDue({ feed, now }: EtlDependencies): Promise<boolean> {
  const noted = await feed.readProgress(NOTED);
  return noted !== null && now().getTime() - Date.parse(noted) >= NOTE_EVERY_MS;
}

/**
 * Notes the success, and what is stored, where something was carried: the last note of a day is the
 * day's.
 * @returns how long Redshift was at work, in ms
 */
async function noteSuccess(
  { api, feed, now }: EtlDependencies,
  isSnapshotDue: boolean,
): Promise<number> {
  const at = now().toISOString();
  const { oldestAt } = await feed.pendingChanges();
  const statementId = await api.submitBatch({
    sqls: [...(isSnapshotDue ? snapshotDay(at.slice(0, 10)) : []), ...noteRunSucceeded(oldestAt)],
    name: `snapshot/${at}`,
    clientToken: `snapshot-${at}-${randomBytes(8).toString('hex')}`,
  });
  const { durationMs } = await api.wait(statementId);
  if (isSnapshotDue) await feed.writeProgress(SNAPSHOT, 'taken');
  await feed.writeProgress(NOTED, at);
  return durationMs;
}
