import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { paginateListObjectsV2, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterEach, expect, test } from 'vitest';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { endpointsFrom } from '../src/stack/endpoints.ts';
import {
  ORIGINALS_BUCKET,
  THUMBNAILER_DEAD_LETTERS,
  THUMBNAILER_QUEUE,
  THUMBNAILS_BUCKET,
} from '../src/stack/names.ts';
import { areQueuesIdle } from '../src/stack/queue-counts.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  freePorts,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const IMAGE_COUNT = 300;
const KILL_COUNT = 5;

let folder: string;
let stack: RunningStack;
afterEach(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

test(
  `${IMAGE_COUNT} uploads survive ${KILL_COUNT} kills of everything, each with one row and one set of thumbnails`,
  { timeout: 300_000 },
  async () => {
    folder = await temporaryFolder();
    copyPreparedWarehouse(dataDirectory(folder).redshift);
    const port = await freePorts();
    stack = await startStackProcess(folder, port);
    const { s3, sqs } = awsClients(endpointsFrom(port));

    const uploads = uploadAll(s3);
    for (let kill = 0; kill < KILL_COUNT; kill += 1) {
      await sleep(300 + Math.random() * 1500);
      await endProcess(stack.process, 'SIGKILL');
      stack = await startStackProcess(folder, port);
    }
    await uploads;
    await untilIdle(sqs);

    const metadata = await openMetadata({ url: dataDirectory(folder).databaseUrl });
    const { images } = await metadata.listImages({ limit: 1000 });
    const changes = await metadata.db.selectFrom('outbox').selectAll().execute();
    await metadata.close();
    expect(images.map(({ key }) => key).toSorted()).toEqual(keys());
    expect(new Set(images.map(({ status }) => status))).toEqual(new Set(['processed']));
    expect(new Set(changes.map((row) => `${row.imageId} ${row.rowVersion}`)).size).toBe(
      changes.length,
    );
    const named = images.flatMap(({ renditions }) => renditions.map(({ key }) => key));
    expect(named).toHaveLength(3 * IMAGE_COUNT);
    expect(await keysIn(s3, THUMBNAILS_BUCKET)).toEqual(named.toSorted());
    expect(await areQueuesIdle(sqs, [THUMBNAILER_DEAD_LETTERS])).toBe(true);
  },
);

const keyOf = (index: number) => `kill/${String(index).padStart(4, '0')}.jpg`;
const keys = () => Array.from({ length: IMAGE_COUNT }, (_, index) => keyOf(index));

/**
 * Uploads each key until it is acknowledged, like a client whose server is temporarily unavailable.
 */
async function uploadAll(s3: S3Client): Promise<void> {
  const rest = keys().entries();
  const uploadRest = async () => {
    for (const [index, Key] of rest) {
      const Body = await drawImage(index);
      while (!(await isPut(s3, Key, Body))) await sleep(50);
    }
  };
  await Promise.all([uploadRest(), uploadRest(), uploadRest(), uploadRest()]);
}

async function isPut(s3: S3Client, Key: string, Body: Buffer): Promise<boolean> {
  return s3.send(new PutObjectCommand({ Bucket: ORIGINALS_BUCKET, Key, Body })).then(
    () => true,
    () => false,
  );
}

async function untilIdle(sqs: SQSClient): Promise<void> {
  while (!(await areQueuesIdle(sqs, [THUMBNAILER_QUEUE]))) await sleep(100);
}

async function keysIn(s3: S3Client, Bucket: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    found.push(...Contents.map(({ Key = '' }) => Key));
  }
  return found.toSorted();
}
