import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, onTestFinished, test } from 'vitest';
import {
  BUCKET,
  createClient,
  eventually,
  listFiles,
  patternBytes,
  QUEUE_ARN,
  temporaryFolder,
} from './s3-fixture.ts';

const PROGRAM = join(import.meta.dirname, '../src/bin/local-s3.ts');
const MIB = 1024 * 1024;
const SIZES = [0, 10, 100_000, 2 * MIB + 1];
const PARTS_BYTES = 6 * MIB;
const ROUNDS = 6;
/** Acknowledged puts of a round before it is killed. No two of them have the same key. */
const PUTS_PER_ROUND = 12;

/** Runs the command as a process of its own; its events gather in `lines`. */
async function startProcess(directory: string, lines: string[]) {
  const child = spawn(process.execPath, [PROGRAM, '--directory', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const reader = createInterface({ input: child.stdout });
  const [endpoint] = (await once(reader, 'line')) as [string];
  reader.on('line', (line) => lines.push(line));
  return {
    client: createClient(endpoint),
    kill: async () => {
      const closed = once(reader, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      return (await exited) as [number | null, string | null];
    },
  };
}

async function prepareBucket(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: QUEUE_ARN, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
}

/** Puts objects, some of them over earlier ones, some in parts, until the endpoint is gone. */
async function putUntilGone(
  client: S3Client,
  worker: number,
  onAcknowledged: (text: string) => void,
) {
  try {
    for (let i = 0; ; i += 1) {
      const isMultipart = i % 7 === 6;
      const Key = isMultipart ? `parts/${worker}` : `w${worker}/${i % 9}.bin`;
      const byteCount = isMultipart ? PARTS_BYTES : (SIZES[(i + worker) % SIZES.length] as number);
      const Body = patternBytes(byteCount, worker * 1000 + i + 1);
      const params = { Bucket: BUCKET, Key, Body };
      const { ETag } = isMultipart
        ? await new Upload({ client, params, partSize: 5 * MIB }).done()
        : await client.send(new PutObjectCommand(params));
      onAcknowledged(`${Key} ${ETag?.replaceAll('"', '')}`);
    }
  } catch {
    return;
  }
}

/** Reads every object whole; the SDK compares the bytes with the checksum kept at the put. */
async function readAll(client: S3Client): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  for (const { Key, ETag, Size } of Contents) {
    const answer = await client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }),
    );
    expect(answer.ETag).toBe(ETag);
    expect(await answer.Body?.transformToByteArray()).toHaveLength(Size ?? -1);
  }
  return Contents.map(({ Key }) => Key as string);
}

test(
  'killed at any moment, it has only complete objects and sends an event for every acknowledged put',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryFolder();
    const lines: string[] = [];
    const acknowledged = new Set<string>();
    const first = await startProcess(directory, lines);
    await prepareBucket(first.client);
    expect(await first.stop()).toEqual([0, null]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const { client, kill } = await startProcess(directory, lines);
      const keys = await readAll(client);
      const known = new Set([...acknowledged].map((text) => text.split(' ')[0]));
      expect([...known].filter((key) => !keys.includes(key as string))).toEqual([]);
      let putCount = 0;
      const acknowledge = (text: string) => {
        acknowledged.add(text);
        putCount += 1;
      };
      const workers = [1, 2, 3].map((worker) => putUntilGone(client, worker, acknowledge));
      await eventually(() => putCount >= PUTS_PER_ROUND);
      // The moment is left to chance: any must do.
      await sleep(Math.random() * 600);
      await kill();
      await Promise.all(workers);
      for (const file of await listFiles(join(directory, 'buckets'))) {
        const { size } = await stat(join(directory, 'buckets', file));
        expect([...SIZES, PARTS_BYTES]).toContain(size);
      }
    }
    const last = await startProcess(directory, lines);
    const keys = await readAll(last.client);
    expect(keys.length).toBeGreaterThanOrEqual(PUTS_PER_ROUND);
    const reported = () =>
      new Set(
        lines.flatMap((line) => {
          const { object } = JSON.parse(line).message.Records[0].s3;
          return `${decodeURIComponent(object.key)} ${object.eTag}`;
        }),
      );
    const missing = () => [...acknowledged].filter((text) => !reported().has(text));
    await eventually(() => missing().length === 0);
    const files = await listFiles(join(directory, 'buckets'));
    expect(files).toHaveLength(keys.length);
    expect(await last.stop()).toEqual([0, null]);
  },
);
