import { setTimeout as sleep } from 'node:timers/promises';
import { failureLogOf, type Metadata } from '@miniatura/metadata';
import { drawNumberedImage } from '../draw-numbered-image.ts';
import type { Fault } from './faulty-proxy.ts';
import type { System } from './start-system.ts';

export interface FaultRun {
  readonly system: System;
  /** Metadata by a connection without faults, for checking the result. */
  readonly metadata: Metadata;
  /** Name of the dependency, and the function that sets its fault. */
  readonly dependency: string;
  readonly setFault: (fault: Fault | undefined) => Promise<void>;
  /** Returns the number of affected requests; connections that `away` rejects are not counted. */
  readonly harmedCount: () => number;
  readonly faults: readonly Fault[];
  readonly uploadCount: number;
  /** Duration of each fault in milliseconds. */
  readonly faultMs: number;
  /** Time limit for processing everything after the last fault, in milliseconds. */
  readonly deadlineMs: number;
  /** Called with the number of processed images. */
  readonly onProgress: (endedCount: number) => void;
}

export interface FaultReport {
  readonly dependency: string;
  readonly uploadCount: number;
  /** Number of affected requests. */
  readonly harmedCount: number;
  readonly processedCount: number;
  readonly rejectedCount: number;
  /**
   * Images that are not processed, that are processed more than once, or that have a wrong outcome.
   */
  readonly wrong: readonly string[];
  /** Number of failed attempts of the thumbnailer, the failure handler and the ETL. */
  readonly errorCount: number;
  readonly deadLetterCount: number;
  /** Dead letters without a reason. */
  readonly unexplained: readonly string[];
}

const PAUSE_MS = 100;
/** Every image whose number is a multiple of this is broken and must be rejected. */
const BROKEN_EVERY = 6;

const isBroken = (index: number) => index % BROKEN_EVERY === 0;

/**
 * Applies all faults of one dependency repeatedly while images are uploaded. Afterwards dead
 * letters are redriven, and everything must be processed.
 */
export async function runFaults(run: FaultRun): Promise<FaultReport> {
  const { system, uploadCount, dependency } = run;
  const errorsBefore = system.errors.length;
  const harmedBefore = run.harmedCount();
  const load = { isOver: false, etlErrorCount: 0 };
  // A busy machine may process the first image after the last upload.
  const isMet = async () =>
    run.harmedCount() > harmedBefore || (await endedCount(run)) >= uploadCount;
  await Promise.all([
    uploadAll(run).finally(() => (load.isOver = true)),
    loadUntilDone(system, load),
    failUntilOver(run, async () => load.isOver && (await isMet())),
  ]);

  await until(run, async () => system.isIdle() && (await endedCount(run)) >= uploadCount);
  const dead = await failureLogOf(run.metadata.db).list({ states: ['parked'], limit: uploadCount });
  await system.redrive();
  await until(run, async () => system.isIdle() && (await rowsOf(run)).length === uploadCount);
  await system.runEtl();
  const rows = await rowsOf(run);
  return {
    dependency,
    uploadCount,
    harmedCount: run.harmedCount() - harmedBefore,
    processedCount: rows.filter(({ status }) => status === 'processed').length,
    rejectedCount: rows.filter(({ status }) => status === 'rejected').length,
    wrong: rows.flatMap(wrongOf),
    errorCount: system.errors.length - errorsBefore + load.etlErrorCount,
    deadLetterCount: dead.length,
    unexplained: dead.flatMap(({ failureId, code, reason }) => (code && reason ? [] : [failureId])),
  };
}

function keyOf(dependency: string, index: number) {
  return `${dependency}/${String(index).padStart(5, '0')}.jpg`;
}

/** Uploads images, spread over the time of all faults. */
async function uploadAll(run: FaultRun): Promise<void> {
  const { system, dependency, uploadCount, faults, faultMs } = run;
  const pauseMs = (faults.length * (faultMs + PAUSE_MS)) / uploadCount;
  const first = dependency.length * 1_000_000 + dependency.charCodeAt(0) * 10_000;
  for (let index = 0; index < uploadCount; index += 1) {
    const image = await drawNumberedImage(first + index);
    const bytes = isBroken(index) ? image.subarray(0, image.length / 2) : image;
    await system.put(keyOf(dependency, index), bytes);
    await sleep(pauseMs);
  }
}

interface Load {
  readonly isOver: boolean;
  etlErrorCount: number;
}

async function loadUntilDone(system: System, load: Load): Promise<void> {
  while (!load.isOver) {
    await system.runEtl().catch(() => (load.etlErrorCount += 1));
    await sleep(PAUSE_MS);
  }
}

async function failUntilOver(run: FaultRun, isOver: () => Promise<boolean>): Promise<void> {
  const { setFault, faults, faultMs } = run;
  do {
    for (const fault of faults) {
      await setFault(fault);
      await sleep(faultMs);
      await setFault(undefined);
      await sleep(PAUSE_MS);
      run.onProgress(await endedCount(run));
    }
  } while (!(await isOver()));
}

function rowsOf({ metadata, dependency }: FaultRun) {
  return metadata.db
    .selectFrom('image')
    .innerJoin('outbox', 'outbox.imageId', 'image.imageId')
    .select(({ fn }) => [
      'image.objectKey',
      'image.status',
      fn.countAll<number>().as('changeCount'),
    ])
    .where('objectKey', 'like', `${dependency}/%`)
    .groupBy(['image.objectKey', 'image.status'])
    .execute();
}

async function endedCount(run: FaultRun): Promise<number> {
  return (await rowsOf(run)).length + run.system.parkedCount();
}

function wrongOf(row: {
  objectKey: string;
  status: string;
  changeCount: number;
}): readonly string[] {
  const index = Number(/(\d+)\.jpg$/.exec(row.objectKey)?.[1]);
  const expected = isBroken(index) ? 'rejected' : 'processed';
  const changeCount = Number(row.changeCount);
  return row.status === expected && changeCount === 1
    ? []
    : [`${row.objectKey} is ${row.status}, changed ${changeCount} times`];
}

async function until(run: FaultRun, isDone: () => Promise<boolean>): Promise<void> {
  const { deadlineMs, dependency, system } = run;
  const deadline = performance.now() + deadlineMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) {
      const last = system.errors.at(-1) ?? 'no error';
      throw new Error(`Expected every image to end, with faults of ${dependency}; last: ${last}`);
    }
    run.onProgress(await endedCount(run));
    await sleep(PAUSE_MS);
  }
}
