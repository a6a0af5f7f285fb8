#!/usr/bin/env node
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Command } from 'commander';
import pLimit from 'p-limit';
import { alternate, median } from './alternate.ts';
import { formatTable } from './format-table.ts';
import { parseCount } from './parse-count.ts';
import { fillBucket } from './s3/fill-bucket.ts';
import {
  CREDENTIALS,
  installMoto,
  installS3rver,
  type S3Server,
  serveLocalS3,
  type StartServer,
} from './s3/start-server.ts';

const IN_FLIGHT = 16;
/** Bytes and number of the objects of a run. */
const SIZES = [
  { name: '10 MB', byteCount: 10_000_000, count: 64 },
  { name: '10 KB', byteCount: 10_000, count: 1500 },
] as const;
const PAGES = 20;
const MAX_LIST_RATIO = 1.5;
const BUCKET = 'bench';

const { rounds, objects } = new Command('npx nx run bench:s3 --')
  .description(
    'Measures PUT and GET of local-s3, compared with s3rver and moto, and its listings of a bucket ' +
      'with many objects.',
  )
  .option('--rounds <count>', 'number of rounds, in which the servers alternate', parseCount, 3)
  .option(
    '--objects <count>',
    'number of objects in the large bucket; the small one has a hundredth, and needs 10,000 for whole pages',
    parseCount,
    1_000_000,
  )
  .parse()
  .opts<{ rounds: number; objects: number }>();

interface Sample {
  readonly perSecond: number;
  /** Processor time of the server for one request. */
  readonly cpuMs: number;
}

const scratch = await mkdtemp(join(tmpdir(), 'bench-s3-'));
try {
  await compareServers();
  await compareListings();
} finally {
  await rm(scratch, { recursive: true, maxRetries: 3 });
}

async function compareServers(): Promise<void> {
  const starts = new Map<string, StartServer>([['local-s3', serveLocalS3]]);
  const peers = { s3rver: installS3rver, moto: installMoto };
  for (const [name, install] of Object.entries(peers)) {
    const folder = join(scratch, name);
    await mkdir(folder);
    try {
      starts.set(name, await install(folder));
    } catch (error) {
      console.log(`Skipped: ${name} cannot be installed (${(error as Error).message})`);
    }
  }
  for (const size of SIZES) {
    const samples = await alternate([...starts.keys()], rounds, async (name) =>
      measureServer(starts.get(name) as StartServer, size),
    );
    for (const kind of ['put', 'get'] as const) {
      const of = (name: string, key: keyof Sample) =>
        median((samples.get(name) ?? []).map((sample) => sample[kind][key]));
      const rows = [...starts.keys()].map((name) => [
        name,
        of(name, 'perSecond').toFixed(1),
        (of('local-s3', 'perSecond') / of(name, 'perSecond')).toFixed(2),
        of(name, 'cpuMs').toFixed(2),
        (of(name, 'cpuMs') / of('local-s3', 'cpuMs')).toFixed(2),
      ]);
      const title = `${kind.toUpperCase()} of ${size.name}`;
      console.log(
        `\n${formatTable([title, 'requests/s', 'local-s3 / it', 'server CPU ms', 'it / local-s3'], rows)}`,
      );
    }
  }
}

async function measureServer(
  startServer: StartServer,
  { byteCount, count }: (typeof SIZES)[number],
): Promise<{ put: Sample; get: Sample }> {
  const folder = await mkdtemp(join(scratch, 'data-'));
  try {
    await using server = await startServer(folder);
    const client = clientOf(server);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const body = Buffer.alloc(byteCount, 'bytes of an image ');
    const put = (number: number) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${number}.bin`, Body: body }));
    const get = async (number: number) => {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: BUCKET, Key: `${number}.bin` }),
      );
      if ((await Body?.transformToByteArray())?.length !== byteCount) throw new Error('too short');
    };
    const warmUp = Math.ceil(count / 8);
    await measure(server, warmUp, put);
    await measure(server, warmUp, get);
    return { put: await measure(server, count, put), get: await measure(server, count, get) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(
  server: S3Server,
  count: number,
  work: (number: number) => Promise<unknown>,
): Promise<Sample> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const cpuBefore = server.cpuSeconds();
  const startedAt = performance.now();
  await pLimit(IN_FLIGHT).map(numbers, work);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = ((server.cpuSeconds() - cpuBefore) * 1000) / count;
  return { perSecond: count / seconds, cpuMs };
}

async function compareListings(): Promise<void> {
  const counts = { few: Math.ceil(objects / 100), many: objects };
  const folders = { few: await prepare(counts.few), many: await prepare(counts.many) };
  const samples = await alternate(['few', 'many'] as const, rounds, (name) =>
    measureListing(folders[name]),
  );
  const msOf = (name: keyof typeof counts) => median(samples.get(name) ?? []);
  const rows = (['few', 'many'] as const).map((name) => [
    String(counts[name]),
    msOf(name).toFixed(1),
  ]);
  console.log(`\n${formatTable(['objects in the bucket', 'ms per page of 1,000'], rows)}`);
  const ratio = msOf('many') / msOf('few');
  const verdict = ratio <= MAX_LIST_RATIO ? 'kept' : 'MISSED';
  console.log(`A page at most ${MAX_LIST_RATIO} times as slow: ${ratio.toFixed(2)}, ${verdict}`);
  if (verdict === 'MISSED') process.exitCode = 1;
}

/** Returns a folder of local-s3 with a bucket that has `count` objects. */
async function prepare(count: number): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'many-'));
  {
    await using server = await serveLocalS3(folder);
    await clientOf(server).send(new CreateBucketCommand({ Bucket: BUCKET }));
  }
  fillBucket(folder, BUCKET, count);
  return folder;
}

/** Returns the median time of a page that starts in the middle of the keys, in milliseconds. */
async function measureListing(folder: string): Promise<number> {
  await using server = await serveLocalS3(folder);
  const client = clientOf(server);
  const times: number[] = [];
  for (let number = 0; number < PAGES; number++) {
    const after = `images/${(number * 6 + 3).toString(16).padStart(2, '0')}`;
    const startedAt = performance.now();
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, StartAfter: after }),
    );
    times.push(performance.now() - startedAt);
    if (Contents.length === 0) throw new Error('Expected keys but received none.');
  }
  return median(times);
}

function clientOf({ endpoint }: S3Server): S3Client {
  const fixed = { region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS };
  return new S3Client({ endpoint, ...fixed });
}
