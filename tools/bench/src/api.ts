#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { createApp } from '@miniatura/api';
import { connect } from '@miniatura/api/connect';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import { SERVER_KINDS, type ServerKind } from '@miniatura/metadata/test-support';
import { Command, InvalidArgumentError, Option } from 'commander';
import { alternate, median } from './alternate.ts';
import { fillImages } from './api/fill-images.ts';
import { formatTable } from './format-table.ts';
import { parseCount } from './parse-count.ts';

/** The limit of all pages together, and of each page, whose time varies with the machine's load. */
const MAX_RATIO = 1.1;
const MAX_PAGE_RATIO = 1.5;
const FEW = 4;
const PAGE_SIZE = 50;

const ENGINES = ['sqlite', 'mysql', 'mariadb'] as const;

const { magnitude, rounds, engines } = new Command('npx nx run bench:api --')
  .description(
    'Times GET /images with 10,000 images and with many more: first pages and pages from the ' +
      'middle, without and with each filter, through the complete API with signed URLs. Then ' +
      'times the requests of the gallery.',
  )
  .option(
    '--magnitude <exponent>',
    'exponent of the large number of images: 5 or 6',
    parseMagnitude,
    6,
  )
  .option('--rounds <count>', 'number of requests of each page, alternately', parseCount, 51)
  .addOption(
    new Option('--engines <names...>', 'database engines').choices(ENGINES).default(ENGINES),
  )
  .parse()
  .opts<{ magnitude: number; rounds: number; engines: (typeof ENGINES)[number][] }>();

/** Parses the magnitude. With fewer images pages would not be full; with more, ids would repeat. */
function parseMagnitude(text: string): number {
  if (text === '5' || text === '6') return Number(text);
  throw new InvalidArgumentError(`Expected 5 or 6 but received "${text}".`);
}

type App = ReturnType<typeof createApp>;

/** The times of one request. The processor time is that of the API, with SQLite in its process. */
interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const FILTERS: Readonly<Record<string, string>> = {
  'no filter': '',
  status: '&status=rejected',
  uploader: '&uploader=user-3',
  label: '&label=Animal%204',
  days: '&from=2026-11-10&to=2026-11-10',
  'uploader, status': '&uploader=user-3&status=rejected',
  'uploader, label': '&uploader=user-3&label=Animal%204',
  'label, status': '&label=Animal%204&status=processed',
};

/**
 * The requests of the gallery, by the exponent of the number of images: for its days, which count all
 * images that pass the filter, for the first page of the newest day, and for one from the middle of a
 * day.
 */
const GALLERY: Readonly<Record<string, (exponent: number) => string>> = {
  'days, no filter': () => '/images/days',
  'days, uploader': () => '/images/days?uploader=user-3',
  'newest day': (exponent) => pageOfDay(exponent > MAX_PER_DAY ? '2026-11-19' : '2026-11-10', 0),
  'middle of a day': (exponent) =>
    pageOfDay('2026-11-10', 10 ** Math.min(exponent, MAX_PER_DAY) / 2),
};
/** The exponent of the number of images that a day has at most: a million are of ten days. */
const MAX_PER_DAY = 5;

function pageOfDay(day: string, offset: number): string {
  return `/images?limit=${PAGE_SIZE}&from=${day}&to=${day}&offset=${offset}`;
}

const scratch = await mkdtemp(join(tmpdir(), 'bench-api-'));
try {
  if (engines.includes('sqlite')) {
    await compareSizes('SQLite', (name) => `sqlite:${join(scratch, name)}.sqlite`);
  }
  for (const engine of engines) {
    if (engine !== 'sqlite') await compareOnServer(SERVER_KINDS[engine]);
  }
} finally {
  await rm(scratch, { recursive: true });
}

async function compareOnServer({ name, version, source, start }: ServerKind): Promise<void> {
  if (version() === undefined) return console.log(`SKIPPED: ${name}. It comes from ${source}.`);
  const server = await start();
  try {
    await compareSizes(name, (database) => server.databaseUrl(database));
  } finally {
    await server.stop();
  }
}

async function compareSizes(engine: string, urlOf: (name: string) => string): Promise<void> {
  console.log(`${engine}: filling databases with ${10 ** FEW} and ${10 ** magnitude} images…`);
  const few = await filled(urlOf('few'), FEW);
  const many = await filled(urlOf('many'), magnitude);
  const apps = { few: appOn(few), many: appOn(many) };
  const pages: string[][] = [];
  for (const [filter, query] of Object.entries(FILTERS)) {
    for (const place of ['first', 'middle'] as const) {
      const paths = { few: pathOf(query, place, FEW), many: pathOf(query, place, magnitude) };
      pages.push([`${filter}, ${place}`, ...(await compare(apps, paths))]);
    }
  }
  const gallery: string[][] = [];
  for (const [name, path] of Object.entries(GALLERY)) {
    gallery.push([name, ...(await compare(apps, { few: path(FEW), many: path(magnitude) }))]);
  }
  console.log(`${engine}, ${10 ** FEW} and ${10 ** magnitude} images, median of ${rounds}:`);
  console.log(
    formatTable(
      ['page', 'few ms', 'many ms', 'many / few', 'few CPU ms', 'many CPU ms', 'many / few'],
      [...pages, ...gallery],
    ),
  );
  printVerdict('All pages', totalRatio(pages), MAX_RATIO);
  printVerdict('Every page', Math.max(...pages.map((row) => Number(row[3]))), MAX_PAGE_RATIO);
  printVerdict('The gallery', totalRatio(gallery), MAX_RATIO);
  await Promise.all([few.close(), many.close()]);
}

function totalRatio(rows: readonly (readonly string[])[]): number {
  const total = (column: number) => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  return total(2) / total(1);
}

function printVerdict(what: string, ratio: number, limit: number): void {
  const verdict = ratio <= limit ? 'kept' : 'MISSED';
  console.log(`${what} at most ${limit} × : ${ratio.toFixed(2)}, ${verdict}`);
  if (verdict === 'MISSED') process.exitCode = 1;
}

async function filled(url: string, exponent: number): Promise<Metadata> {
  const filling = await openMetadata({ url });
  await fillImages(filling, exponent);
  await filling.close();
  return openMetadata({ url });
}

async function compare(
  apps: { readonly few: App; readonly many: App },
  paths: Readonly<Record<keyof typeof apps, string>>,
): Promise<string[]> {
  for (const name of ['few', 'many'] as const) await timeOf(apps[name], paths[name]);
  const samples = await alternate(['few', 'many'], rounds, (name) =>
    timeOf(apps[name], paths[name]),
  );
  const of = (name: 'few' | 'many', key: keyof Sample) =>
    median((samples.get(name) ?? []).map((sample) => sample[key]));
  return (['wallMs', 'cpuMs'] as const).flatMap((key) => {
    const [few, many] = [of('few', key), of('many', key)];
    return [few.toFixed(2), many.toFixed(2), (many / few).toFixed(2)];
  });
}

/** Returns the path of a full page from the middle of the upload period. */
function pathOf(query: string, place: 'first' | 'middle', exponent: number): string {
  if (place === 'first') return `/images?limit=${PAGE_SIZE}${query}`;
  const isShort = exponent === FEW || query.includes('from=');
  const time = isShort ? '2026-11-10T10:30:00.000Z' : '2026-11-15T10:00:00.000Z';
  const cursor = Buffer.from(JSON.stringify([time, 'f'.repeat(32)])).toString('base64url');
  return `/images?limit=${PAGE_SIZE}${query}&cursor=${cursor}`;
}

async function timeOf(app: App, path: string): Promise<Sample> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const response = await app.request(path, { headers: { authorization: 'Bearer token' } });
  const { images, days } = (await response.json()) as { images?: unknown[]; days?: unknown[] };
  const { user, system } = process.cpuUsage(cpuBefore);
  const wallMs = performance.now() - startedAt;
  if (days === undefined && images?.length !== PAGE_SIZE) {
    throw new Error(`Expected ${PAGE_SIZE} images for ${path} but received ${images?.length}`);
  }
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Creates the API with an admin as its user and without rate limits. */
function appOn(metadata: Metadata): App {
  const shared = {
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
  };
  const clients = {
    s3: new S3Client(shared),
    redshiftData: new RedshiftDataClient(shared),
    metadata,
  };
  const config = {
    originalsBucket: 'originals',
    thumbnailsBucket: 'thumbnails',
    pageOrigin: 'http://127.0.0.1:9',
    apiUrl: 'http://127.0.0.1:9',
    redshiftWorkgroup: 'miniatura',
    redshiftDatabase: 'dev',
    redshiftSecretArn: undefined,
  };
  const unlimited = { burst: 1e9, perMinute: 1e9 };
  return createApp({
    ...connect(clients, config),
    identifyUser: async () => ({ subject: 'admin', name: 'admin', groups: ['admin'] }),
    rates: { ofUser: unlimited, ofAll: unlimited },
    log: { info: () => undefined, error: (message, fields) => console.error(message, fields) },
  });
}
