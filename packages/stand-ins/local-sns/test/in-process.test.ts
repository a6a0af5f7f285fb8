import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import type { LocalSqs } from '@miniatura/local-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery, LocalSns } from '../src/index.ts';
import { receiveFrom, runningSns, runningSqs, snsClient } from './running-sns.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let sqs: LocalSqs;
let sns: LocalSns;
/** Errors of the queues for the next deliveries. */
const faults: Error[] = [];

async function sendToQueue({ queueArn, body, attributes, groupId }: Delivery): Promise<void> {
  const fault = faults.shift();
  if (fault) throw fault;
  const queue = sqs.getQueue(queueArn.split(':').at(-1) ?? '');
  queue.send(body, { messageAttributes: attributes, groupId });
}

beforeAll(async () => {
  sqs = await runningSqs(resources);
  sns = await runningSns(resources, { sendToQueue });
});

/** Creates a topic and a queue of the same name that is subscribed to it. */
async function subscribed(name: string, attributes: Record<string, string> = {}) {
  const client = snsClient(sns.endpoint, resources);
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: name }));
  await client.send(
    new SubscribeCommand({
      ...{ TopicArn, Protocol: 'sqs', Endpoint: sqs.createQueue({ name }).arn },
      Attributes: { RawMessageDelivery: 'true', ...attributes },
    }),
  );
  return TopicArn;
}

test('a message that is published in process reaches a queue of this process', async () => {
  const topicArn = await subscribed('near', { RawMessageDelivery: 'false' });
  sns.publish({ topicArn, subject: 'News', message: 'Grüße' });
  const [received] = await receiveFrom(sqs, 'near', 1);
  expect(JSON.parse(received?.body ?? '')).toMatchObject({
    ...{ Type: 'Notification', TopicArn: topicArn, Subject: 'News', Message: 'Grüße' },
  });
});

test('a missing topic and an invalid message are rejected as over HTTP', async () => {
  const topicArn = await subscribed('valid');
  const missing = topicArn.replace('valid', 'missing');
  const published = (fields: object) => () =>
    sns.publish({ topicArn, subject: 'News', message: 'x', ...fields });
  expect(published({ topicArn: missing })).toThrow(expect.objectContaining({ code: 'NotFound' }));
  expect(published({ subject: 'a\nb' })).toThrow(/Subject/);
});

test('a fault of the queues is retried', async () => {
  const topicArn = await subscribed('retried');
  faults.push(new Error('The disk is full.'));
  sns.publish({ topicArn, subject: 'News', message: 'late' });
  expect((await receiveFrom(sqs, 'retried', 1))[0]?.body).toBe('late');
  expect(faults).toEqual([]);
});

test('the dead letter of a deleted queue has the code of the error', async () => {
  const deadLetterTargetArn = sqs.createQueue({ name: 'dead' }).arn;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn });
  const topicArn = await subscribed('deleted', { RedrivePolicy });
  sqs.deleteQueue('deleted');
  sns.publish({ topicArn, subject: 'News', message: 'kept' });
  expect((await receiveFrom(sqs, 'dead', 1))[0]).toMatchObject({
    body: 'kept',
    messageAttributes: { ErrorCode: { StringValue: 'QueueDoesNotExist' } },
  });
});
