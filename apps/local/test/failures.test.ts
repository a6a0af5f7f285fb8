import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { FAILURE_STATES, failureLogOf, type Metadata, openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { ORIGINALS_BUCKET, queueUrlOf, THUMBNAILER_QUEUE } from '../src/stack/names.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  spawnCommand,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const DEADLINE_MS = 90_000;

let folder: string;
let data: string;
let stack: RunningStack;
let s3: S3Client;
let sqs: SQSClient;

async function start(): Promise<void> {
  stack = await startStackProcess(data, 0);
  ({ s3, sqs } = awsClients(stack.endpoints));
}

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder, 'data');
  copyPreparedWarehouse(dataDirectory(data).redshift);
  await start();
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

async function listed(...args: readonly string[]) {
  const { stdout } = await runCommand('failures', ['--data', data, '--json', ...args]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

/** Reads the rows directly: running a command for each check would use too much processor time. */
async function withMetadata<T>(use: (metadata: Metadata) => Promise<T>): Promise<T> {
  const metadata = await openMetadata({ url: dataDirectory(data).databaseUrl });
  return use(metadata).finally(() => metadata.close());
}

function failures() {
  return withMetadata(({ db }) => failureLogOf(db).list({ states: FAILURE_STATES, limit: 10 }));
}
const images = () => withMetadata(async (all) => (await all.listImages({ limit: 1000 })).images);

async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (performance.now() > deadline) throw new Error(`Still ${JSON.stringify(value)}`);
    await sleep(50);
  }
}

describe('A message that cannot be processed', () => {
  test(
    'is parked with its reason, listed, redriven by its id, and stays the same failure',
    { timeout: 300_000 },
    async () => {
      const QueueUrl = queueUrlOf(stack.endpoints.sqs, THUMBNAILER_QUEUE);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'not an event' }));
      await until(failures, ([row]) => row?.state === 'parked');
      const parked = () => listed('--state', 'parked');
      const [failure] = await parked();
      expect(failure).toMatchObject({
        source: 'thumbnailer',
        code: 'unreadable-message',
        reason: expect.stringContaining('Expected an S3 notification'),
        redriveCount: 0,
      });
      await expect.poll(stack.output).toMatch(/parked +\d+ ms/);

      const table = await runCommand('failures', ['--data', data]);
      expect(table.stdout).toContain(failure.failureId);
      expect(table.stdout).toContain('1 parked');

      const redrive = await runCommand('redrive', ['--data', data, failure.failureId, 'nothing']);
      expect(redrive.stdout).toBe('1 redriven.\nNot parked: nothing\n');
      expect(redrive.exitCode).toBe(1);
      const isAnother = (messageId?: string) => messageId !== failure.messageId;
      const [again] = await until(failures, ([row]) => isAnother(row?.messageId));
      // On a busy machine the retries end before the failures are read.
      expect(['retrying', 'parked']).toContain(again?.state);
      expect(again).toMatchObject({ failureId: failure.failureId, redriveCount: 1 });
      expect((await parked()).filter(({ state }) => state !== 'parked')).toEqual([]);
    },
  );

  test.each([
    ['redrive', ['--data', 'x'], 'expected ids or --all'],
    ['redrive', ['--all', 'id'], 'expected ids or --all'],
    ['failures', ['--state', 'lost'], 'Expected one of retrying, parked, redriven, solved'],
    ['failures', ['--limit', '0'], 'Expected a whole number from 1 to 1000'],
    ['backfill', ['s3://originals/', '--rate', '0'], 'Expected a whole number from 1 to 1000'],
    ['backfill', [], 'missing required argument'],
  ] as const)('%s rejects %j', async (command, args, message) => {
    const { exitCode, stderr } = await runCommand(command, args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe('npm run backfill', () => {
  /**
   * A page, after which the cursor is written, and events for two more seconds, during which it is
   * killed.
   */
  const IMAGE_COUNT = 140;

  test.each([
    ['originals/cat.jpg', 'Expected s3://BUCKET/PREFIX but received originals/cat.jpg'],
    ['s3://thumbnails/', 'Expected a bucket of originals'],
    ['s3://nowhere/', 'Expected a bucket that exists but received nowhere'],
  ])('rejects %s', async (uri, message) => {
    const { exitCode, stderr } = await runCommand('backfill', [uri, '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  test(
    'restores the rows of a lost database, continues after a kill, and processes nothing twice',
    { timeout: 300_000 },
    async () => {
      const image = await drawImage(1);
      const keyOf = (index: number) => `2026/é ${String(index).padStart(3, '0')}+.jpg`;
      for (let index = 0; index < IMAGE_COUNT; index += 1) {
        const put = { Bucket: ORIGINALS_BUCKET, Key: keyOf(index), Body: image };
        await s3.send(new PutObjectCommand(put));
      }
      const isDone = (all: readonly unknown[]) => all.length === IMAGE_COUNT;
      const before = await until(images, isDone);
      await endProcess(stack.process, 'SIGTERM');
      for (const name of await readdir(data)) {
        if (name.startsWith('metadata.sqlite')) await rm(join(data, name));
      }
      await start();
      expect(await images()).toEqual([]);

      const run = (...args: readonly string[]) =>
        runCommand('backfill', ['s3://originals/2026/', '--data', data, '--json', ...args]);
      const killed = spawnCommand('backfill', [
        ...['s3://originals/2026/', '--data', data, '--rate', '40'],
      ]);
      const cursors = () => readdir(join(data, 'backfills')).catch(() => []);
      await until(cursors, (files) => files.some((name) => name.endsWith('.json')));
      await endProcess(killed, 'SIGKILL');

      const resumed = await run('--resume');
      const { sent, current } = JSON.parse(resumed.stdout);
      expect(sent + current).toBe(IMAGE_COUNT - 100);
      const after = await until(images, isDone);
      const tell = (all: typeof after) =>
        all.map(({ key, sha256, etag, status }) => ({ key, sha256, etag, status })).toSorted(byKey);
      expect(tell(after)).toEqual(tell(before));
      expect(await cursors()).toEqual([]);

      const again = await run('--rate', '1000');
      expect(JSON.parse(again.stdout)).toEqual({ sent: 0, current: IMAGE_COUNT });
      const versions = (all: typeof after) => all.map(({ rowVersion }) => rowVersion).toSorted();
      expect(versions(await images())).toEqual(versions(after));
    },
  );

  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
});
