import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '@miniatura/api';
import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import { connect } from '@miniatura/api/connect';
import { openMetadata } from '@miniatura/metadata';
import { createDataApi, type DataApi } from '@miniatura/warehouse';
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
/** The questions that the page asks. */
const QUESTIONS = [...CHARTED_QUESTIONS.map(({ question }) => question), 'freshness'] as const;
const MAX_RATIO = 1.1;
/** A view that takes longer to store delays the query that counts them. */
const SETTLED_POLLS = 8;

const { few, many, rounds } = new Command('npx nx run bench:dashboard --')
  .description(
    'Times the questions of the dashboard with few images and with many, through the API, on a ' +
      'local warehouse that the ETL has loaded. The API has no cached answers.',
  )
  .option('--few <count>', 'images in the small warehouse', parseCount, 10_000)
  .option('--many <count>', 'images in the large warehouse', parseCount, 1_000_000)
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

/** Asks one question and returns the response time in milliseconds. */
type Ask = (question: AnalyticsQuestion) => Promise<number>;

interface Dashboard {
  readonly ask: Ask;
  /**
   * Asks all questions at once, as the page does, and returns the time of the last response in
   * milliseconds.
   */
  readonly askAll: () => Promise<number>;
  /** Resolves when the stand-in has materialised the views. */
  readonly viewsStored: () => Promise<void>;
}

interface Dashboards {
  readonly small: Dashboard;
  readonly large: Dashboard;
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
    askAll: async () => Math.max(...(await Promise.all(QUESTIONS.map(askOf(newApp()))))),
    viewsStored: () => viewsStored(createDataApi(parts.redshiftData, TARGET)),
  };
}

async function viewsStored(api: DataApi): Promise<void> {
  const statement = {
    sql: `SELECT COUNT(*) AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v' AND n.nspname = 'redshift_kept_analytics'`,
    columns: { n: 'number' },
  } as const;
  let count = -1;
  for (let polls = 0; polls < SETTLED_POLLS; polls += 1) {
    const [row] = await api.query(statement);
    if (row?.n !== count) polls = 0;
    count = row?.n ?? 0;
    await sleep(1_000);
  }
}

async function compare(dashboards: Dashboards): Promise<void> {
  const computedMs = await dashboards.large.askAll();
  await Promise.all(Object.values(dashboards).map((dashboard) => dashboard.viewsStored()));
  const storedMs = await dashboards.large.askAll();
  console.log(
    `All at once with ${many} images: ${computedMs.toFixed(0)} ms right after the load, ` +
      `${storedMs.toFixed(0)} ms with materialised views`,
  );
  const rows: string[][] = [];
  for (const question of QUESTIONS) {
    rows.push([question, ...(await ratioOf((size) => dashboards[size].ask(question)))]);
  }
  const all = await ratioOf((size) => dashboards[size].askAll());
  rows.push(['all at once', ...all]);
  console.log(`The dashboard's questions, median of ${rounds}:`);
  console.log(formatTable(['question', `${few}: ms`, `${many}: ms`, 'many / few'], rows));
  const ratio = Number(all[2]);
  const verdict = ratio <= MAX_RATIO ? 'kept' : 'MISSED';
  console.log(`All at once at most ${MAX_RATIO} ×: ${ratio.toFixed(2)}, ${verdict}`);
  if (ratio > MAX_RATIO) process.exitCode = 1;
}

async function ratioOf(measure: (size: 'small' | 'large') => Promise<number>): Promise<string[]> {
  for (const size of ['small', 'large'] as const) await measure(size);
  const samples = await alternate(['small', 'large'], rounds, measure);
  const [small, large] = [median(samples.get('small') ?? []), median(samples.get('large') ?? [])];
  return [small.toFixed(1), large.toFixed(1), (large / small).toFixed(2)];
}
