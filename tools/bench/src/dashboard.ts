import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '@miniatura/api';
import { ANALYTICS_QUESTIONS } from '@miniatura/api-contract';
import { connect } from '@miniatura/api/connect';
import { openMetadata } from '@miniatura/metadata';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { fillVariedSource } from './dashboard/fill-varied-source.ts';
import { connectServices, type Endpoints, TARGET } from './etl/connect-services.ts';
import type { EtlMeasure, EtlRequest } from './etl/run-etl-in-child.ts';
import { prepareWarehouse, withServices } from './etl/start-services.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

const ETL = join(import.meta.dirname, 'etl/run-etl-in-child.ts');
const MAX_RATIO = 5;

const { few, many, rounds } = new Command('npx nx run bench:dashboard --')
  .description(
    "Times each of the dashboard's questions with few images and with many, through the API, on a local warehouse that the ETL has loaded. The API's cache is not used.",
  )
  .option('--few <count>', 'images in the small warehouse', parseCount, 1_000)
  .option('--many <count>', 'images in the large warehouse', parseCount, 100_000)
  .option('--rounds <count>', 'number of rounds, in which both warehouses alternate', parseCount, 9)
  .parse()
  .opts<{ few: number; many: number; rounds: number }>();

const scratch = await mkdtemp(join(tmpdir(), 'bench-dashboard-'));
const prepared = join(scratch, 'prepared');
try {
  await prepareWarehouse(prepared);
  await withWarehouse(few, (small) => withWarehouse(many, (large) => compare({ small, large })));
} finally {
  await rm(scratch, { recursive: true });
}

type Question = (typeof ANALYTICS_QUESTIONS)[number];
/** Asks one question and returns the response time in milliseconds. */
type Ask = (question: Question) => Promise<number>;
/**
 * Asks all questions at once, as the page does, and returns the time of the last response in
 * milliseconds.
 */
interface Dashboard {
  readonly ask: Ask;
  readonly askAll: () => Promise<number>;
}

async function withWarehouse(
  count: number,
  use: (dashboard: Dashboard) => Promise<void>,
): Promise<void> {
  const folder = join(scratch, String(count));
  await mkdir(folder);
  const url = `sqlite:${join(folder, 'metadata.sqlite')}`;
  await fillVariedSource({ url, first: 1, count });
  await withServices(folder, prepared, async ({ endpoints }) => {
    const request: EtlRequest = { url, endpoints, keepsFiles: false };
    const { durationMs } = await runScript<EtlMeasure>(ETL, request);
    console.log(`${count} images loaded in ${(durationMs / 1000).toFixed(1)} s`);
    await use(await dashboardOn(endpoints, url));
  });
}

async function dashboardOn(endpoints: Endpoints, url: string): Promise<Dashboard> {
  const metadata = await openMetadata({ url });
  const parts = connectServices(endpoints);
  const config = {
    originalsBucket: 'originals',
    thumbnailsBucket: 'thumbnails',
    pageOrigin: 'http://127.0.0.1:9',
    apiUrl: 'http://127.0.0.1:9',
    redshiftWorkgroup: TARGET.workgroupName,
    redshiftDatabase: TARGET.database,
    redshiftSecretArn: undefined,
  };
  const unlimited = { burst: 1e9, perMinute: 1e9 };
  // An app caches its answers until the next load, so that each sample needs a new one.
  const newApp = () =>
    createApp({
      ...connect({ ...parts, metadata }, config),
      identifyUser: async () => ({ subject: 'ida', name: 'ida', groups: ['analyst'] }),
      rates: { ofUser: unlimited, ofAll: unlimited },
      log: { info: () => undefined, error: (message, fields) => console.error(message, fields) },
    });
  const askOf = (app: ReturnType<typeof createApp>): Ask => {
    return async (question) => {
      const startedAt = performance.now();
      const headers = { authorization: 'Bearer token' };
      const response = await app.request(`/analytics/${question}`, { headers });
      const { rows } = (await response.json()) as { rows?: unknown[] };
      if (!rows?.length) throw new Error(`Expected rows for ${question}: ${response.status}`);
      return performance.now() - startedAt;
    };
  };
  return {
    ask: (question) => askOf(newApp())(question),
    askAll: async () => Math.max(...(await Promise.all(ANALYTICS_QUESTIONS.map(askOf(newApp()))))),
  };
}

async function compare(dashboards: {
  readonly small: Dashboard;
  readonly large: Dashboard;
}): Promise<void> {
  const rows: string[][] = [];
  for (const question of ANALYTICS_QUESTIONS) {
    rows.push([question, ...(await ratioOf((size) => dashboards[size].ask(question)))]);
  }
  rows.push(['all at once', ...(await ratioOf((size) => dashboards[size].askAll()))]);
  console.log(`The dashboard's questions, median of ${rounds}:`);
  console.log(formatTable(['question', `${few}: ms`, `${many}: ms`, 'many / few'], rows));
  const worst = Math.max(...rows.map((row) => Number(row[3])));
  const verdict = worst <= MAX_RATIO ? 'kept' : 'MISSED';
  console.log(`Every question at most ${MAX_RATIO} × : ${worst.toFixed(2)}, ${verdict}`);
  if (worst > MAX_RATIO) process.exitCode = 1;
}

async function ratioOf(measure: (size: 'small' | 'large') => Promise<number>): Promise<string[]> {
  for (const size of ['small', 'large'] as const) await measure(size);
  const samples = await alternate(['small', 'large'], rounds, measure);
  const [small, large] = [median(samples.get('small') ?? []), median(samples.get('large') ?? [])];
  return [small.toFixed(1), large.toFixed(1), (large / small).toFixed(2)];
}
