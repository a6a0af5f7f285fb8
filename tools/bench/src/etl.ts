import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { fillSource } from './etl/fill-source.ts';
import { type LoadTimes, OTHER_WAYS } from './etl/load-otherwise.ts';
import type { EtlMeasure, EtlRequest } from './etl/run-etl-in-child.ts';
import { prepareWarehouse, type Services, withServices } from './etl/start-services.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

const MIN_KEPT_RATE = 0.85;
const SCRIPT = join(import.meta.dirname, 'etl/run-etl-in-child.ts');

const { rows, many, small, large, rounds } = new Command('npx nx run bench:etl --')
  .description(
    'Times the ETL (claim, read, stage, load, merge) from SQLite into the local Data API, compared ' +
      'with a bare COPY and MERGE of the same files and with INSERTs; then its memory, and its ' +
      'rate with many rows and on top of them.',
  )
  .option('--rows <count>', 'changed rows of a run', parseCount, 100_000)
  .option('--many <count>', 'changed rows of the long run', parseCount, 1_000_000)
  .option('--small <count>', 'rows of the run whose rate is the reference', parseCount, 1_000)
  .option('--large <count>', 'rows of the run whose rate is compared with it', parseCount, 50_000)
  .option('--rounds <count>', 'number of rounds, in which the contenders alternate', parseCount, 3)
  .parse()
  .opts<Record<'rows' | 'many' | 'small' | 'large' | 'rounds', number>>();

const scratch = await mkdtemp(join(tmpdir(), 'bench-etl-'));
const prepared = join(scratch, 'prepared');
try {
  await prepareWarehouse(prepared);
  const few = await compareWays();
  await compareSizes(few);
  await compareRates();
} finally {
  await rm(scratch, { recursive: true });
}

/** The measurements of a run; its processor time includes that of the services. */
interface EtlRun extends EtlMeasure {
  /** Processor time of S3 and the warehouse in milliseconds. */
  readonly servicesCpuMs: number;
}

async function runEtl(url: string, services: Services, keepsFiles = false): Promise<EtlRun> {
  const request: EtlRequest = { url, endpoints: services.endpoints, keepsFiles };
  const startCpuMs = await services.cpuMs();
  const run = await runScript<EtlMeasure>(SCRIPT, request);
  const servicesCpuMs = (await services.cpuMs()) - startCpuMs;
  return { ...run, cpuMs: run.cpuMs + servicesCpuMs, servicesCpuMs };
}

/**
 * Each round has a new source, and each contender an empty warehouse in a new process, because
 * PostgreSQL in WebAssembly becomes faster while it runs.
 */
async function compareWays(): Promise<readonly EtlRun[]> {
  const whole: EtlRun[] = [];
  const others = new Map<string, LoadTimes[]>(Object.keys(OTHER_WAYS).map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    const folder = join(scratch, `round-${round}`);
    await mkdir(folder);
    const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
    await fillSource({ url, first: 1, count: rows });
    whole.push(await withServices(folder, prepared, (services) => runEtl(url, services, true)));
    for (const [name, load] of Object.entries(OTHER_WAYS)) {
      others.get(name)?.push(await withServices(folder, prepared, load));
    }
    await rm(folder, { recursive: true });
  }
  reportWays(whole, others);
  return whole;
}

function reportWays(
  whole: readonly EtlRun[],
  others: ReadonlyMap<string, readonly LoadTimes[]>,
): void {
  const ways = new Map<string, readonly LoadTimes[]>([['the whole ETL', whole], ...others]);
  const cells = [...ways].map(([name, loads]) => {
    const { durationMs, cpuMs } = middleTimes(loads);
    const ratio = middleTimes(whole).cpuMs / cpuMs;
    return [name, seconds(durationMs), seconds(cpuMs), rate(rows, durationMs), ratio.toFixed(2)];
  });
  console.log(`${rows} changed rows, median of ${rounds}:`);
  console.log(formatTable(['way', 's', 'processor s', 'rows/s', 'ETL / way'], cells));
  const compare = (what: string, way: keyof typeof OTHER_WAYS, limit: number) =>
    judgeTimes(what, middleTimes(whole), middleTimes(others.get(way) ?? []), limit);
  compare('The ETL at most 1.5 × the bare COPY and MERGE', 'bare COPY and MERGE', 1.5);
  compare('The ETL less than INSERTs of 500', 'INSERT of 500', 1);
}

function middleTimes(loads: readonly LoadTimes[]): LoadTimes {
  return {
    durationMs: median(loads.map(({ durationMs }) => durationMs)),
    cpuMs: median(loads.map(({ cpuMs }) => cpuMs)),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function rate(count: number, ms: number): string {
  return ((count / ms) * 1000).toFixed(0);
}

/** Loads many rows into an empty warehouse, and then a few more. */
async function compareSizes(few: readonly EtlRun[]): Promise<void> {
  const folder = join(scratch, 'many');
  await mkdir(folder);
  const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
  await fillSource({ url, first: 1, count: many });
  const [long, onTop] = await withServices(folder, prepared, async (services) => {
    const first = await runEtl(url, services);
    const seconds: EtlRun[] = [];
    for (let round = 0; round < rounds; round++) {
      await fillSource({ url, first: many + 1 + round * rows, count: rows });
      seconds.push(await runEtl(url, services));
    }
    return [first, seconds] as const;
  });
  reportSizes(few, long, onTop);
}

function reportSizes(few: readonly EtlRun[], long: EtlRun, onTop: readonly EtlRun[]): void {
  const runs = { [`${rows}`]: few, [`${many}`]: [long], [`${rows} on top of ${many}`]: onTop };
  const cells = Object.entries(runs).map(([name, of]) => {
    const middle = (valueOf: (run: EtlRun) => number) => median(of.map(valueOf));
    return [
      name,
      seconds(middle((run) => run.durationMs)),
      seconds(middle((run) => run.cpuMs)),
      middle((run) => (run.imageCount / run.durationMs) * 1000).toFixed(0),
      middle((run) => run.claimCpuMs).toFixed(0),
      seconds(middle((run) => run.redshiftMs)),
      seconds(middle((run) => run.servicesCpuMs)),
      middle((run) => run.peakBytes / 1e6).toFixed(0),
    ];
  });
  const times = ['s', 'processor s', 'rows/s', 'claim processor ms'];
  const services = ['Redshift s', 'services processor s', 'peak MB'];
  console.log(formatTable(['rows', ...times, ...services], cells));
  const valueOf = (of: readonly EtlRun[], name: keyof EtlRun) => median(of.map((run) => run[name]));
  const ratioOf = (a: readonly EtlRun[], name: keyof EtlRun) =>
    valueOf(a, name) / valueOf(few, name);
  judge('Memory of many rows at most 1.1 ×', ratioOf([long], 'peakBytes'), 1.1);
  judgeTimes(
    'Time of a row of many at most 1 / 0.95 ×',
    timesOfRow([long]),
    timesOfRow(few),
    1 / 0.95,
  );
  judge('Claims on top at most 1.1 × by processor time', ratioOf(onTop, 'claimCpuMs'), 1.1);
  judge('Statements on top at most 1.1 × by processor time', ratioOf(onTop, 'servicesCpuMs'), 1.1);
}

/** The times of a run per row. */
function timesOfRow(of: readonly EtlRun[]): LoadTimes {
  return middleTimes(
    of.map(({ durationMs, cpuMs, imageCount }) => ({
      durationMs: durationMs / imageCount,
      cpuMs: cpuMs / imageCount,
    })),
  );
}

/** Judges the processor time, which depends less on other work of the machine. */
function judgeTimes(what: string, times: LoadTimes, than: LoadTimes, limit: number): void {
  const wall = (times.durationMs / than.durationMs).toFixed(2);
  judge(`${what} (by wall-clock time ${wall})`, times.cpuMs / than.cpuMs, limit);
}

function judge(what: string, ratio: number, limit: number): void {
  console.log(`${what}: ${ratio.toFixed(2)}, ${ratio <= limit ? 'kept' : 'MISSED'}`);
}

/**
 * Compares the times of a row in runs of many rows with those of few rows, into an empty warehouse
 * and on top.
 */
async function compareRates(): Promise<void> {
  const samples = await alternate(['small', 'large'], rounds, (size) =>
    runsOf(size === 'small' ? small : large),
  );
  const timesOf = (size: 'small' | 'large', place: 'first' | 'onTop') =>
    timesOfRow((samples.get(size) ?? []).map((runs) => runs[place]));
  const compare = (what: string, place: 'first' | 'onTop') =>
    judgeTimes(what, timesOf('large', place), timesOf('small', place), 1 / MIN_KEPT_RATE);
  compare(`Time of a row of ${large} at most 1 / ${MIN_KEPT_RATE} × that of ${small}`, 'first');
  compare(
    `Time of a row on top of ${large} at most 1 / ${MIN_KEPT_RATE} × that on ${small}`,
    'onTop',
  );
}

async function runsOf(count: number): Promise<{ first: EtlRun; onTop: EtlRun }> {
  const folder = await mkdtemp(join(scratch, 'rate-'));
  const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
  await fillSource({ url, first: 1, count });
  const runs = await withServices(folder, prepared, async (services) => {
    const first = await runEtl(url, services);
    await fillSource({ url, first: count + 1, count: small });
    return { first, onTop: await runEtl(url, services) };
  });
  await rm(folder, { recursive: true });
  return runs;
}
