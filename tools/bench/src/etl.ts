import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataApi } from '@miniatura/warehouse';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { connectServices, type Endpoints, TARGET } from './etl/connect-services.ts';
import { fillSource } from './etl/fill-source.ts';
import { OTHER_WAYS } from './etl/load-otherwise.ts';
import type { EtlMeasure, EtlRequest } from './etl/run-etl-in-child.ts';
import { prepareWarehouse, withServices } from './etl/start-services.ts';
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

function runEtl(request: Omit<EtlRequest, 'keepsFiles'>, keepsFiles = false): Promise<EtlMeasure> {
  return runScript<EtlMeasure>(SCRIPT, { ...request, keepsFiles } satisfies EtlRequest);
}

/** Each round has a new source and a new warehouse, which is emptied between the contenders. */
async function compareWays(): Promise<readonly EtlMeasure[]> {
  const whole: EtlMeasure[] = [];
  const others = new Map<string, number[]>(Object.keys(OTHER_WAYS).map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    const folder = join(scratch, `round-${round}`);
    await mkdir(folder);
    const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
    await fillSource({ url, first: 1, count: rows });
    await withServices(folder, prepared, async (endpoints) => {
      whole.push(await runEtl({ url, endpoints }, true));
      for (const [name, load] of Object.entries(OTHER_WAYS)) {
        await emptyWarehouse(endpoints);
        others.get(name)?.push(await load(endpoints));
      }
    });
    await rm(folder, { recursive: true });
  }
  reportWays(whole, others);
  return whole;
}

async function emptyWarehouse(endpoints: Endpoints): Promise<void> {
  const { redshiftData } = connectServices(endpoints);
  const api = createDataApi(redshiftData, TARGET);
  for (const table of ['fact_image', 'bridge_image_label', 'fact_analysis_call']) {
    await api.queryTable({ sql: `TRUNCATE warehouse.${table}` });
  }
  redshiftData.destroy();
}

function reportWays(
  whole: readonly EtlMeasure[],
  others: ReadonlyMap<string, readonly number[]>,
): void {
  const etlMs = median(whole.map(({ durationMs }) => durationMs));
  const ways = new Map<string, number>([['the whole ETL', etlMs]]);
  for (const [name, samples] of others) ways.set(name, median(samples));
  const cells = [...ways].map(([name, ms]) => [
    name,
    (ms / 1000).toFixed(1),
    Math.round((rows / ms) * 1000).toString(),
    (etlMs / ms).toFixed(2),
  ]);
  console.log(`${rows} changed rows, median of ${rounds}:`);
  console.log(formatTable(['way', 's', 'rows/s', 'ETL / way'], cells));
  const timeOf = (name: keyof typeof OTHER_WAYS) => median(others.get(name) ?? []);
  judge(
    'The ETL at most 1.5 × the bare COPY and MERGE',
    etlMs / timeOf('bare COPY and MERGE'),
    1.5,
  );
  judge('The ETL less than INSERTs of 500', etlMs / timeOf('INSERT of 500'), 1);
}

/** Loads many rows into an empty warehouse, and then a few more. */
async function compareSizes(few: readonly EtlMeasure[]): Promise<void> {
  const folder = join(scratch, 'many');
  await mkdir(folder);
  const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
  await fillSource({ url, first: 1, count: many });
  const [long, onTop] = await withServices(folder, prepared, async (endpoints) => {
    const first = await runEtl({ url, endpoints });
    const seconds: EtlMeasure[] = [];
    for (let round = 0; round < rounds; round++) {
      await fillSource({ url, first: many + 1 + round * rows, count: rows });
      seconds.push(await runEtl({ url, endpoints }));
    }
    return [first, seconds] as const;
  });
  reportSizes(few, long, onTop);
}

function reportSizes(
  few: readonly EtlMeasure[],
  long: EtlMeasure,
  onTop: readonly EtlMeasure[],
): void {
  const runs = { [`${rows}`]: few, [`${many}`]: [long], [`${rows} on top of ${many}`]: onTop };
  const middle = (of: readonly EtlMeasure[], count: (run: EtlMeasure) => number) =>
    median(of.map(count));
  const cells = Object.entries(runs).map(([name, of]) => [
    name,
    (middle(of, (run) => run.durationMs) / 1000).toFixed(1),
    middle(of, rateOfRun).toFixed(0),
    middle(of, (run) => run.claimMs).toFixed(0),
    middle(of, (run) => run.redshiftMs / 1000).toFixed(1),
    middle(of, (run) => run.peakBytes / 1e6).toFixed(0),
  ]);
  console.log(formatTable(['rows', 's', 'rows/s', 'claim ms', 'Redshift s', 'peak MB'], cells));
  const ratio = (
    a: readonly EtlMeasure[],
    b: readonly EtlMeasure[],
    of: (m: EtlMeasure) => number,
  ) => middle(a, of) / middle(b, of);
  judge(
    'Memory of many rows at most 1.1 ×',
    ratio([long], few, (run) => run.peakBytes),
    1.1,
  );
  judge('Time a row of many rows at most 1 / 0.95 ×', ratio(few, [long], rateOfRun), 1 / 0.95);
  judge(
    'Claims on top at most 1.1 ×',
    ratio(onTop, few, (run) => run.claimMs),
    1.1,
  );
  judge(
    'Merges on top at most 1.1 ×',
    ratio(onTop, few, (run) => run.redshiftMs),
    1.1,
  );
}

function judge(what: string, ratio: number, limit: number): void {
  console.log(`${what}: ${ratio.toFixed(2)}, ${ratio <= limit ? 'kept' : 'MISSED'}`);
}

/**
 * Measures images per second of one run into an empty warehouse, and of a second run into the same
 * warehouse.
 */
async function compareRates(): Promise<void> {
  const samples = await alternate(['small', 'large'], rounds, (size) =>
    ratesOf(size === 'small' ? small : large),
  );
  const rateOf = (size: 'small' | 'large', place: 'first' | 'onTop') =>
    median((samples.get(size) ?? []).map((rates) => rates[place]));
  const first = rateOf('large', 'first') / rateOf('small', 'first');
  const onTop = rateOf('large', 'onTop') / rateOf('small', 'onTop');
  judgeRate(`Rate of ${large} at least ${MIN_KEPT_RATE} × that of ${small}`, first);
  judgeRate(`Rate on top of ${large} at least ${MIN_KEPT_RATE} × that on ${small}`, onTop);
}

async function ratesOf(count: number): Promise<{ first: number; onTop: number }> {
  const folder = await mkdtemp(join(scratch, 'rate-'));
  const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
  await fillSource({ url, first: 1, count });
  const rates = await withServices(folder, prepared, async (endpoints) => {
    const first = await runEtl({ url, endpoints });
    await fillSource({ url, first: count + 1, count: small });
    return { first: rateOfRun(first), onTop: rateOfRun(await runEtl({ url, endpoints })) };
  });
  await rm(folder, { recursive: true });
  return rates;
}

function rateOfRun({ imageCount, durationMs }: EtlMeasure): number {
  return (imageCount / durationMs) * 1000;
}

function judgeRate(what: string, ratio: number): void {
  console.log(`${what}: ${ratio.toFixed(2)}, ${ratio >= MIN_KEPT_RATE ? 'kept' : 'MISSED'}`);
}
