import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  type Event,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest';
import {
  DEFAULT_CREDENTIALS,
  type LocalS3Options,
  type S3EventDelivery,
  startLocalS3,
} from '../src/index.ts';

export const BUCKET = 'images';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:images';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-s3-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The production client, pointed at the endpoint; one attempt, so that faults show. */
export function createClient(endpoint: string, secretAccessKey?: string): S3Client {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { ...DEFAULT_CREDENTIALS, ...(secretAccessKey ? { secretAccessKey } : {}) },
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** A running endpoint with one bucket, closed after the test. */
export async function startFixture(options: Partial<LocalS3Options> = {}) {
  const directory = options.directory ?? temporaryFolder();
  const events: S3EventDelivery[] = [];
  const s3 = await startLocalS3({
    onEvent: async (event) => void events.push(event),
    ...options,
    directory,
  });
  onTestFinished(() => s3.close());
  const client = createClient(s3.endpoint);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    s3,
    client,
    directory,
    events,
    put: (Key: string, Body: PutObjectCommandInput['Body'] = Key, rest = {}) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...rest })),
    get: (Key: string, rest = {}) =>
      client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...rest })),
    read: async (Key: string, rest = {}) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...rest }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    notify: (events: Event[], filter: Record<'Name' | 'Value', string>[] = []) =>
      client.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: BUCKET,
          SkipDestinationValidation: true,
          NotificationConfiguration: {
            QueueConfigurations: [
              {
                Id: 'to-queue',
                QueueArn: QUEUE_ARN,
                Events: events,
                Filter: {
                  Key: { FilterRules: filter as { Name: 'prefix' | 'suffix'; Value: string }[] },
                },
              },
            ],
          },
        }),
      ),
  };
}

/** An endpoint for all tests of a file, each of which makes buckets of its own. */
export function shareEndpoint(options: Partial<LocalS3Options> = {}) {
  const shared = { endpoint: '', port: 0, directory: '', client: new S3Client({}) };
  let close = async (): Promise<void> => undefined;
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'local-s3-'));
    const s3 = await startLocalS3({ ...options, directory });
    const client = new S3Client({
      endpoint: s3.endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: DEFAULT_CREDENTIALS,
    });
    const port = Number(new URL(s3.endpoint).port);
    Object.assign(shared, { endpoint: s3.endpoint, port, directory, client });
    close = async () => {
      client.destroy();
      await s3.close();
      rmSync(directory, { recursive: true, force: true });
    };
  });
  afterAll(() => close());
  return shared;
}

let bucketCount = 0;

/** The name of a new bucket. */
export async function newBucket(client: S3Client, rest = {}): Promise<string> {
  const Bucket = `bucket-${(bucketCount += 1)}`;
  await client.send(new CreateBucketCommand({ Bucket, ...rest }));
  return Bucket;
}

/** What the promise rejects with; it has to reject. */
export async function failureOf(promise: Promise<unknown>): Promise<{
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}> {
  const error = await promise.then(
    () => {
      throw new Error('Expected a failure but the call succeeded');
    },
    (reason: unknown) => reason as Error & { $metadata?: { httpStatusCode?: number } },
  );
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}

/** Waits until `condition` returns something, and returns that. Fails after a minute. */
export function eventually<T>(condition: () => T | Promise<T>) {
  return vi.waitUntil(condition, { timeout: 60_000, interval: 10 });
}

/** Data files below a folder, relative to it. Folders may vanish meanwhile: then once more. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await eventually(() =>
    readdir(folder, { recursive: true, withFileTypes: true }).catch(whereMissing),
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function whereMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false;
  throw error;
}

/** Bytes that differ everywhere, the same in every run. */
export function patternBytes(byteCount: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(byteCount);
  for (let i = 0, x = seed; i < byteCount; i += 1) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = x >>> 16;
  }
  return bytes;
}
