import { startEventSourceMapping } from '@miniatura/local-sqs';
import { FAILURE_STATES } from '@miniatura/metadata';
import { RECORDED_FAILURE_EXIT_CODE } from '@miniatura/metadata/failure-messages';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redriveFailures } from '../src/redrive-failures.ts';
import { notification, type RunningFailures, startFailures, until } from './sqs-fixture.ts';

let running: RunningFailures;
beforeEach(async () => {
  running = await startFailures();
});
afterEach(() => running.stop());

const rows = () => running.failures.list({ states: FAILURE_STATES, limit: 100 });

const REJECTED = {
  refused: 'kafka-record',
  failureId: 'kafka-0123',
  topic: 'pictures',
  partition: 0,
  offset: 7,
  timestamp: '2026-11-21T10:00:00.000Z',
  object: { bucket: 'originals', key: '2026/11/21/kafka/pictures/0/7-1/notes.txt' },
  code: 'unsupported-type',
  reason: 'Expected an image',
} as const;

/** The example of Lambda's documentation. */
const LOST_BATCH = {
  requestContext: {
    requestId: '316aa6d0-8154-xmpl-9af7-85d5f4a6bc81',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:miniatura-dev-ingest',
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 1,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-11-21T10:00:06.021Z',
  KafkaBatchInfo: {
    batchSize: 26,
    eventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/pictures/0a1b2c3d-1',
    bootstrapServers: 'b-1.example.org:9098',
    payloadSize: 2039086,
    recordsInfo: {
      'pictures-0': {
        firstRecordOffset: '17',
        lastRecordOffset: '42',
        firstRecordTimestamp: '2026-11-21T10:00:04.835Z',
        lastRecordTimestamp: '2026-11-21T10:00:05.835Z',
      },
    },
  },
};

function recordOf(messageId: string, body: string): SQSRecord {
  return {
    ...{ messageId, body, receiptHandle: messageId, messageAttributes: {}, md5OfBody: '' },
    attributes: {
      ApproximateReceiveCount: '6',
      SentTimestamp: '1763719200000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1763719200000',
    },
    ...{ eventSource: 'aws:sqs', awsRegion: 'us-east-1' },
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
  };
}

test('A message that fails too often is recorded with its reason, counted and parked', async () => {
  const mapping = startEventSourceMapping({
    queue: running.queue,
    maximumConcurrency: 1,
    functionTimeoutMs: 10_000,
    retryDelayMs: () => 0,
    onError: () => undefined,
    handler: async ({ Records }) => {
      for (const { messageId, body } of Records) {
        const now = new Date().toISOString();
        await running.failures.recordAttempt({
          ...{ failureId: messageId, messageId, source: 'thumbnailer', body, receiveCount: 1 },
          ...{ code: 'ThrottlingException', reason: 'Slow down' },
          ...{ firstSeenAt: now, lastSeenAt: now, expiresAt: now },
        });
      }
      throw new Error('Slow down');
    },
  });
  const deadLetters = running.mapHandler();
  running.queue.send(notification('été/a+b.jpg'));
  await until(() => running.parkingQueue.counts().visible === 1);
  await until(() => running.counted.length === 1);
  await mapping.stop();
  await deadLetters.stop();
  expect(await rows()).toMatchObject([
    { state: 'parked', code: 'ThrottlingException', reason: 'Slow down', source: 'thumbnailer' },
  ]);
  expect(running.counted).toEqual([1]);
  expect(running.deadLetters.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(running.logged).toMatchObject([{ message: 'Message parked' }]);
});

test('All parsable parts of a message are recorded, in any format', async () => {
  const wrapped = JSON.stringify({ Type: 'Notification', Message: notification('b c.jpg') });
  const handle = running.handlerWith();
  const bodies = [notification('a.jpg'), wrapped, 'hello', '{}', '[', JSON.stringify(REJECTED)];
  const Records = bodies.map((body, index) => recordOf(`m${index}`, body));
  expect(await handle({ Records })).toEqual({ batchItemFailures: [] });
  const byId = new Map((await rows()).map((row) => [row.failureId, row]));
  expect(byId.get('m0')).toMatchObject({ bucket: 'originals', key: 'a.jpg', reason: null });
  expect(byId.get('m1')).toMatchObject({ key: 'b c.jpg', receiveCount: 6 });
  for (const id of ['m2', 'm3', 'm4']) expect(byId.get(id)).toMatchObject({ key: null });
  expect(byId.get('kafka-0123')).toMatchObject({
    ...{ source: 'ingest', code: 'unsupported-type', reason: 'Expected an image' },
    key: REJECTED.object.key,
  });
  expect(byId.get('m0')).toMatchObject({
    firstSeenAt: '2025-11-21T10:00:00.000Z',
    expiresAt: '2025-11-28T10:00:00.000Z',
  });
  expect(running.parkingQueue.counts().visible).toBe(6);
  expect(running.counted).toEqual([6]);
});

test('Kafka records that Lambda discards are recorded with their offsets', async () => {
  const body = JSON.stringify(LOST_BATCH);
  await running.handlerWith()({ Records: [recordOf('m0', body)] });
  expect(await rows()).toMatchObject([
    {
      ...{ source: 'ingest', code: 'RetryAttemptsExhausted', key: null },
      reason: expect.stringContaining('pictures-0 from 17 to 42'),
    },
  ]);
  const { redriven, refusedRecords } = await redriveFailures('all', running.dependencies);
  expect({ redriven, refusedRecords }).toEqual({ redriven: [], refusedRecords: ['m0'] });
});

test('The failure of an older object expires with the object', async () => {
  const handle = running.handlerWith();
  const body = notification('a.jpg', { eventTime: '2025-11-20T10:00:00.000Z' });
  await handle({ Records: [recordOf('m0', body)] });
  expect(await rows()).toMatchObject([{ expiresAt: '2025-11-27T10:00:00.000Z' }]);
});

test('A dead letter that is delivered again is recorded once', async () => {
  const handle = running.handlerWith();
  const event = { Records: [recordOf('m0', notification('a.jpg'))] };
  await handle(event);
  await handle(event);
  expect(await rows()).toHaveLength(1);
});

test('A message that cannot be recorded or parked stays a dead letter without a parked copy', async () => {
  const away = async () => {
    throw new Error('The database is unavailable');
  };
  const failures = { ...running.failures, recordParked: away };
  const handle = running.handlerWith({ failures });
  const Records = [recordOf('m0', notification('a.jpg'))];
  expect(await handle({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(running.parkingQueue.counts().visible).toBe(0);
  expect(running.counted).toEqual([0]);
  expect(running.logged).toMatchObject([{ message: 'Message not parked', failureId: 'm0' }]);
});

test.each(['failures', 'parking'] as const)(
  'A programming error in storing %s acknowledges no dead letter',
  async (name) => {
    const records = ['one', 'two'].map((id) => recordOf(id, notification(`${id}.jpg`)));
    const handle = running.handlerWith({ [name]: undefined as never });
    const batchItemFailures = records.map(({ messageId }) => ({ itemIdentifier: messageId }));
    expect(await handle({ Records: records })).toEqual({ batchItemFailures });
    expect(running.counted).toEqual([0]);
  },
);

/** The fields that are read of AWS Batch's event. */
function failedJob(messageBody: string, exitCode: number | undefined) {
  return {
    version: '0',
    'detail-type': 'Batch Job State Change',
    source: 'aws.batch',
    detail: {
      jobId: '4c7599ae-0a82-49aa-ba5a-4727fcce14a8',
      jobName: 'large-image',
      status: 'FAILED',
      statusReason: 'Job attempt duration exceeded timeout',
      attempts: [{ container: { exitCode } }, { container: { exitCode } }],
      parameters: { message: messageBody },
    },
  };
}

test('A failed job is parked as the message that it was processing', async () => {
  const body = notification('large.tiff');
  const report = JSON.stringify(failedJob(body, undefined));
  await running.handlerWith()({ Records: [recordOf('message-of-rule', report)] });
  expect(await rows()).toMatchObject([
    {
      failureId: '4c7599ae-0a82-49aa-ba5a-4727fcce14a8',
      source: 'thumbnailer',
      bucket: 'originals',
      key: 'large.tiff',
      receiveCount: 2,
      code: 'job-failed',
      reason: 'Job attempt duration exceeded timeout',
    },
  ]);
  const [parked] = await running.parkingQueue.receive();
  expect(parked?.body).toBe(body);
});

test('A job that has recorded why it failed keeps that reason', async () => {
  const body = notification('large.tiff');
  await running.failures.recordAttempt({
    ...{
      failureId: failedJob(body, RECORDED_FAILURE_EXIT_CODE).detail.jobId,
      messageId: 'job',
      source: 'thumbnailer',
    },
    ...{ body, receiveCount: 1, code: 'TimeoutError', reason: 'S3 does not answer' },
    ...{ firstSeenAt: '2026-11-21T10:00:00.000Z', lastSeenAt: '2026-11-21T10:00:00.000Z' },
    expiresAt: '2099-01-01T00:00:00.000Z',
  });
  const report = JSON.stringify(failedJob(body, RECORDED_FAILURE_EXIT_CODE));
  await running.handlerWith()({ Records: [recordOf('message-of-rule', report)] });
  expect(await rows()).toMatchObject([{ code: 'TimeoutError', reason: 'S3 does not answer' }]);
});
