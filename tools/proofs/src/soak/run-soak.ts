import { setTimeout as sleep } from 'node:timers/promises';
import { paginateListObjectsV2, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { awsClients, dataDirectory, ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from '@miniatura/local';
import { changeFeedOf, type Metadata, openMetadata } from '@miniatura/metadata';
import pLimit from 'p-limit';
import { drawNumberedImage } from '../draw-numbered-image.ts';
import { type Answered, askDashboard } from './ask-dashboard.ts';
import type { SoakCounts, SoakReport } from './judge-soak.ts';
import { askStack, type Footprint, startStackProcess } from './stack-process.ts';

export interface SoakOptions {
  readonly imageCount: number;
  /** After this number of images, the stack is left idle and measured. */
  readonly roundSize: number;
  /** A new folder; the stack's log is written beside it. */
  readonly directory: string;
  /** URL of the database; by default SQLite in the folder. */
  readonly databaseUrl?: string | undefined;
  /** How long the stack is idle before a measurement, so that idle connections close. */
  readonly restMs: number;
  /** Time limit of a round. */
  readonly deadlineMs: number;
  readonly onRound: (round: SoakRound) => void;
}

export interface SoakRound {
  /** Number of all images so far. */
  readonly imageCount: number;
  readonly perSecond: number;
  readonly footprint: Footprint;
  /** Responses to the dashboard's questions once everything is loaded. */
  readonly answers: readonly Answered[];
}

const UPLOADS_AT_ONCE = 4;
const POLL_MS = 250;

/** Uploads images to a separate stack, and measures it after the first round and at the end. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { imageCount, roundSize, directory } = options;
  const databaseUrl = options.databaseUrl ?? dataDirectory(directory).databaseUrl;
  await using stack = await startStackProcess({ directory, databaseUrl });
  const metadata = await openMetadata({ url: databaseUrl });
  await using _closed = { [Symbol.asyncDispose]: () => metadata.close() };
  const footprints: Footprint[] = [];
  const answered: Answered[] = [];
  for (let first = 0; first < imageCount; first += roundSize) {
    const end = Math.min(first + roundSize, imageCount);
    const startedAt = performance.now();
    const { s3 } = awsClients(stack.endpoints);
    await putAll(s3, first, end);
    s3.destroy();
    await until(options, async () => (await imageCountIn(metadata)) >= end);
    const perSecond = ((end - first) * 1000) / (performance.now() - startedAt);
    await until(options, () => isLoaded(metadata));
    const answers = await askDashboard(stack.endpoints);
    answered.push(...answers);
    if (first === 0 || end === imageCount) await sleep(options.restMs);
    const footprint = await stack.measure();
    footprints.push(footprint);
    options.onRound({ imageCount: end, perSecond, footprint, answers });
  }
  const [first, last] = [footprints[0], footprints.at(-1)];
  if (first === undefined || last === undefined) throw new Error('Expected an image at least');
  const { s3 } = awsClients(stack.endpoints);
  const thumbnailCount = await objectCountIn(s3, THUMBNAILS_BUCKET);
  const warehouse = await warehouseCounts({ directory, databaseUrl });
  const counts = { ...(await countsIn(metadata)), thumbnailCount, ...warehouse };
  return { imageCount, first, last, counts, answered };
}

async function putAll(s3: S3Client, first: number, end: number): Promise<void> {
  const numbers = Array.from({ length: end - first }, (_, index) => first + index);
  await pLimit(UPLOADS_AT_ONCE).map(numbers, async (number) => {
    const Key = `soak/${String(number).padStart(6, '0')}.jpg`;
    const Body = await drawNumberedImage(number);
    await s3.send(new PutObjectCommand({ Bucket: ORIGINALS_BUCKET, Key, Body }));
  });
}

async function imageCountIn({ db }: Metadata): Promise<number> {
  const { count } = await db
    .selectFrom('image')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Returns true if every change is loaded into the warehouse. */
async function isLoaded({ db }: Metadata): Promise<boolean> {
  const underway = await db
    .selectFrom('etlBatch')
    .select('batchId')
    .where('appliedAt', 'is', null)
    .execute();
  const { oldestAt } = await changeFeedOf(db).pendingChanges();
  return underway.length === 0 && oldestAt === null;
}

async function countsIn({ db }: Metadata) {
  const images = await db.selectFrom('image').select('status').execute();
  const renditions = await db.selectFrom('rendition').select('objectKey').execute();
  const calls = await db
    .selectFrom('analysisCall')
    .select('callId')
    .where('operation', '=', 'DetectLabels')
    .execute();
  const failures = await db.selectFrom('failure').select('failureId').execute();
  return {
    imageCount: images.length,
    processedCount: images.filter(({ status }) => status === 'processed').length,
    labelCallCount: calls.length,
    renditionCount: renditions.length,
    failureCount: failures.length,
  };
}

async function warehouseCounts(
  stack: Parameters<typeof askStack>[0],
): Promise<Pick<SoakCounts, 'warehouseCount' | 'isWarehouseEqual'>> {
  const report = await askStack(stack, 'reconcile', []);
  const { isEqual, warehouseCount } = report as { isEqual: boolean; warehouseCount: number };
  return { isWarehouseEqual: isEqual, warehouseCount };
}

async function objectCountIn(client: S3Client, Bucket: string): Promise<number> {
  let count = 0;
  for await (const { KeyCount = 0 } of paginateListObjectsV2({ client }, { Bucket })) {
    count += KeyCount;
  }
  return count;
}

async function until({ deadlineMs }: SoakOptions, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) {
      throw new Error(`Expected the stack to come to rest within ${deadlineMs} ms`);
    }
    await sleep(POLL_MS);
  }
}
