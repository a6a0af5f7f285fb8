import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { S3EventMessage } from '@miniatura/local-s3';
import type { Queue } from '@miniatura/local-sqs';
import { RECORDED_FAILURE_EXIT_CODE } from '@miniatura/metadata/failure-messages';
import { DEFAULT_LIMITS } from '@miniatura/resize';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { startSqs } from '@miniatura/test-support/start-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqsDeferral } from '../src/defer-message.ts';
import { LARGE_IMAGES, memorySizeFor } from '../src/resources.ts';
import { drawImage } from './draw-image.ts';
import { type RunningThumbnailer, startThumbnailer, THUMBNAILS } from './start-thumbnailer.ts';

const JOB = join(import.meta.dirname, '../src/large-image-job.ts');
/** For an image of 640 × 480: too small for the function but not for the job. */
const SMALL_LIMITS = { ...DEFAULT_LIMITS, maxPixels: 10_000 };

const resources = new AsyncDisposableStack();
let running: RunningThumbnailer;
let sqs: SQSClient;
let queue: Queue;
let queueUrl: string;

beforeAll(async () => {
  const started = await startSqs(resources);
  sqs = started.sqs;
  queue = started.local.createQueue({ name: 'large-images' });
  queueUrl = started.urlOf('large-images');
  running = await startThumbnailer();
  resources.defer(() => running.stop());
});
afterAll(() => resources.disposeAsync());

/** The outcome of an event when there is a job for large images. */
async function handle(message: S3EventMessage | undefined, receiveCount = 1) {
  const handler = running.handlerWith(
    { sqs },
    { limits: SMALL_LIMITS, deferMessage: sqsDeferral(sqs, queueUrl) },
  );
  expect(await handler(sqsEvent([message], receiveCount))).toEqual({ batchItemFailures: [] });
  return running.counted.at(-1);
}

/** Runs the job in a separate process. Resolves to its exit code. */
async function runJob(body: string, changes: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [JOB, body], {
    env: { ...process.env, ...running.environment, THUMBNAILS_BUCKET: THUMBNAILS, ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => (log += text.toString()));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, log };
}

test('An image beyond the limits is deferred, and a job with larger ones processes it', async () => {
  await running.put('large.jpg', await drawImage());
  const [message] = await running.takeMessages(1);
  expect(await handle(message)).toMatchObject({ deferred: 1, rejected: 0 });
  expect(await running.metadata.findImageByKey('originals', 'large.jpg')).toBeNull();

  const [deferred] = await queue.receive();
  const body = deferred?.body ?? '';
  expect(JSON.parse(body)).toEqual(message);
  expect(await runJob(body)).toMatchObject({ code: 0 });
  const image = await running.metadata.findImageByKey('originals', 'large.jpg');
  expect(image).toMatchObject({ status: 'processed', width: 640, analysisStatus: 'done' });
});

test('The job rejects images beyond its own limits, and does not defer them again', async () => {
  await running.put('huge.jpg', await drawImage({ background: '#cc3366' }));
  const [message] = await running.takeMessages(1);
  const job = await runJob(JSON.stringify(message), { MAX_PIXELS: '10000' });
  expect(job).toMatchObject({ code: 0 });
  const image = await running.metadata.findImageByKey('originals', 'huge.jpg');
  expect(image).toMatchObject({ status: 'rejected', rejectionCode: 'too-many-pixels' });
});

test('A failed attempt ends with the exit code that shows that the reason is recorded', async () => {
  const { code, log } = await runJob('not an event', { AWS_BATCH_JOB_ID: 'job-1' });
  expect(code).toBe(RECORDED_FAILURE_EXIT_CODE);
  expect(log).toMatch(/unreadable-message|Expected an S3 notification/);
  expect(log).toMatch(/job-1/);
});

test('An image that larger limits cannot solve is rejected immediately', async () => {
  await running.put('broken.jpg', 'not an image');
  const [message] = await running.takeMessages(1);
  expect(await handle(message)).toMatchObject({ deferred: 0, rejected: 1 });
});

test('The memory of a job is enough for an image at its limits', () => {
  expect(memorySizeFor(LARGE_IMAGES.limits)).toBeLessThanOrEqual(LARGE_IMAGES.memorySizeMB);
});
