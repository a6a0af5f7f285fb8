import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import type { S3EventMessage } from '@miniatura/local-s3';
import { startLocalSns } from '@miniatura/local-sns';
import type { Queue } from '@miniatura/local-sqs';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { startS3 } from '@miniatura/test-support/start-s3';
import { startSqs } from '@miniatura/test-support/start-sqs';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { afterAll, expect, test } from 'vitest';
import { subscriptionAttributesOf } from '../src/lanes.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

/** The originals, the topic, and a queue for each lane, as in production. */
async function startLanes() {
  const { local: sqs } = await startSqs(resources);
  const directory = await temporaryFolder(resources);
  const sns = await startLocalSns({ directory, port: 0, sqsEndpoint: sqs.endpoint });
  resources.defer(() => sns.close());
  const topics = new SNSClient({ ...AWS_ACCESS, endpoint: sns.endpoint });
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
  const Bucket = 'originals';
  const { s3 } = await startS3(resources, {
    buckets: [Bucket],
    notifications: {
      bucket: Bucket,
      events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
      onMessage: (message) =>
        topics.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) })),
    },
  });
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
      const [record] = (JSON.parse(Message) as S3EventMessage).Records;
      events.push(`${record?.eventName} ${record?.s3.object.key}`);
    }
  }
  return events.toSorted();
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
