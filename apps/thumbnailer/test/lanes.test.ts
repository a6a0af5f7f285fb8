import {
  CreateTopicCommand,
  SNSClient,
  PublishCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSns } from '@miniatura/local-sns';
import { startLocalSqs, type Queue } from '@miniatura/local-sqs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { subscriptionAttributesOf } from '../src/lanes.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const SHARED = { region: 'us-east-1', credentials: CREDENTIALS };

/** The originals, the topic, and a queue for each lane, as in production. */
async function startLanes() {
  const directory = await mkdtemp(join(tmpdir(), 'lanes-'));
  resources.defer(() => rm(directory, { recursive: true }));
  const sqs = await startLocalSqs({ directory: join(directory, 'sqs'), port: 0 });
  resources.defer(() => sqs.close());
  const sns = await startLocalSns({
    directory: join(directory, 'sns'),
    port: 0,
    sqsEndpoint: sqs.endpoint,
  });
  resources.defer(() => sns.close());
  const topics = new SNSClient({ ...SHARED, endpoint: sns.endpoint });
  resources.defer(() => topics.destroy());
  const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: 'originals' }));
  const queues = {
    interactive: sqs.createQueue({ name: 'interactive' }),
    bulk: sqs.createQueue({ name: 'bulk' }),
  };
  for (const lane of ['interactive', 'bulk'] as const) {
    const Attributes = subscriptionAttributesOf(lane);
    const Endpoint = queues[lane].arn;
    await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
  }
  const localS3 = await startLocalS3({
    directory: join(directory, 's3'),
    port: 0,
    credentials: CREDENTIALS,
    onEvent: async ({ message }) => {
      await topics.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
    },
  });
  resources.defer(() => localS3.close());
  const s3 = new S3Client({ ...SHARED, endpoint: localS3.endpoint });
  resources.defer(() => s3.destroy());
  const Bucket = 'originals';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;
  const TopicConfigurations = [{ TopicArn, Events: [...Events] }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { TopicConfigurations },
    }),
  );
  return { s3, Bucket, queues };
}

/** The event names and keys of this number of events, sorted. */
async function eventsIn(queue: Queue, count: number): Promise<string[]> {
  const events: string[] = [];
  while (events.length < count) {
    const messages = await queue.receive({ maxNumberOfMessages: 10, waitMs: 10_000 });
    if (messages.length === 0) break;
    for (const { body } of messages) {
      const { Message } = JSON.parse(body) as { Message: string };
      const [record] = (JSON.parse(Message) as { Records: EventRecord[] }).Records;
      events.push(`${record?.eventName} ${record?.s3.object.key}`);
    }
  }
  return events.toSorted();
}

interface EventRecord {
  readonly eventName: string;
  readonly s3: { readonly object: { readonly key: string } };
}

test('Events of keys below import/ use the bulk lane, all others the other lane', async () => {
  const { s3, Bucket, queues } = await startLanes();
  const keys = ['a.jpg', 'import/ü b+c.jpg', 'imports/x.jpg', 'x/import/y.jpg', 'import/a/b.jpg'];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  for (const Key of ['a.jpg', 'import/a/b.jpg']) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }
  expect(await eventsIn(queues.bulk, 3)).toEqual([
    'ObjectCreated:Put import/%C3%BC+b%2Bc.jpg',
    'ObjectCreated:Put import/a/b.jpg',
    'ObjectRemoved:Delete import/a/b.jpg',
  ]);
  expect(await eventsIn(queues.interactive, 4)).toEqual([
    'ObjectCreated:Put a.jpg',
    'ObjectCreated:Put imports/x.jpg',
    'ObjectCreated:Put x/import/y.jpg',
    'ObjectRemoved:Delete a.jpg',
  ]);
  expect(queues.bulk.counts().visible + queues.interactive.counts().visible).toBe(0);
});
