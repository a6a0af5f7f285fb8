import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { type Queue, startLocalSqs } from '../src/index.ts';
import { runningSqs, sqsClient, temporaryDirectory } from './running-sqs.ts';

const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

/** A FIFO queue with its own clock. */
async function newQueue(attributes: Record<string, string> = {}) {
  const clock = { nowMs: 1_764_000_000_000 };
  const sqs = await runningSqs({ now: () => clock.nowMs });
  const dead = sqs.createQueue({ name: 'dead.fifo', attributes: FIFO });
  const queue = sqs.createQueue({ name: 'jobs.fifo', attributes: { ...FIFO, ...attributes } });
  return { clock, sqs, queue, dead };
}

async function receive(queue: Queue, maxNumberOfMessages = 10) {
  return queue.receive({ maxNumberOfMessages });
}
const bodies = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);

test('the SDK creates a FIFO queue, sends to it and receives from it', async () => {
  const client = sqsClient((await runningSqs()).endpoint);
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: 'jobs.fifo', Attributes: { FifoQueue: 'true' } }),
  );
  const send = (MessageDeduplicationId: string) =>
    client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageGroupId: 'g',
        MessageDeduplicationId,
      }),
    );
  const [first, again, second] = [await send('1'), await send('1'), await send('2')];
  expect(first.SequenceNumber).toMatch(/^\d{20}$/);
  expect(again).toMatchObject({
    MessageId: first.MessageId,
    SequenceNumber: first.SequenceNumber,
  });
  expect(Number(second.SequenceNumber)).toBeGreaterThan(Number(first.SequenceNumber));
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  expect(Messages.map(({ MessageId }) => MessageId)).toEqual([first.MessageId, second.MessageId]);
  expect(Messages[0]?.Attributes).toMatchObject({
    MessageGroupId: 'g',
    MessageDeduplicationId: '1',
    SequenceNumber: first.SequenceNumber,
  });
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  });
});

test('a group keeps its order, and waits while one of its messages is in flight', async () => {
  const { queue } = await newQueue();
  for (const body of ['a1', 'b1', 'a2', 'b2', 'a3']) queue.send(body, { groupId: body.charAt(0) });
  const [first] = await receive(queue, 1);
  expect(first?.body).toBe('a1');
  const others = await receive(queue);
  expect(bodies(others)).toEqual(['b1', 'b2']);
  expect(await receive(queue)).toEqual([]);
  queue.fail([{ receiptHandle: first?.receiptHandle ?? '', visibleInMs: 0 }]);
  const again = await receive(queue);
  expect(bodies(again)).toEqual(['a1', 'a2', 'a3']);
});

test('a waiting receive gets the next message of a group when the one in flight is deleted', async () => {
  const { queue } = await newQueue();
  queue.send('1', { groupId: 'a' });
  queue.send('2', { groupId: 'a' });
  const [first] = await receive(queue, 1);
  const next = queue.receive({ waitMs: 10_000 });
  queue.delete([first?.receiptHandle ?? '']);
  expect(bodies(await next)).toEqual(['2']);
});

test('a failed message with a retry delay delays its group', async () => {
  const { queue, clock } = await newQueue();
  for (const body of ['1', '2']) queue.send(body, { groupId: 'a' });
  const [first] = await receive(queue, 1);
  queue.fail([{ receiptHandle: first?.receiptHandle ?? '', visibleInMs: 5000 }]);
  expect(await receive(queue)).toEqual([]);
  clock.nowMs += 5001;
  expect(bodies(await receive(queue))).toEqual(['1', '2']);
});

test('the same content is accepted once in five minutes, even after its message was deleted', async () => {
  const { queue, clock } = await newQueue();
  const first = queue.send('x', { groupId: 'a' });
  queue.delete((await receive(queue)).map(({ receiptHandle }) => receiptHandle));
  expect(queue.send('x', { groupId: 'b' }).messageId).toBe(first.messageId);
  expect(await receive(queue)).toEqual([]);
  clock.nowMs += 5 * 60 * 1000;
  expect(queue.send('x', { groupId: 'a' }).messageId).not.toBe(first.messageId);
  expect(bodies(await receive(queue))).toEqual(['x']);
});

test('deduplication can apply within a group only', async () => {
  const { queue } = await newQueue({
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  });
  for (const groupId of ['a', 'b', 'a']) queue.send('x', { groupId, deduplicationId: '1' });
  expect((await receive(queue)).map(({ groupId }) => groupId)).toEqual(['a', 'b']);
});

test('a message that fails too often becomes a dead letter, and its group continues', async () => {
  const { queue, dead } = await newQueue();
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
  queue.setAttributes({ RedrivePolicy: JSON.stringify(policy) });
  for (const body of ['bad', 'good']) queue.send(body, { groupId: 'a' });
  const [bad] = await receive(queue, 1);
  queue.fail([{ receiptHandle: bad?.receiptHandle ?? '', visibleInMs: 0 }]);
  expect(bodies(await receive(queue))).toEqual(['good']);
  expect(await receive(dead)).toMatchObject([{ body: 'bad', groupId: 'a' }]);
});

test('order and deduplication continue after a restart', async () => {
  const directory = temporaryDirectory();
  const before = await startLocalSqs({ directory, port: 0 });
  const queue = before.createQueue({ name: 'jobs.fifo', attributes: FIFO });
  for (const body of ['1', '2']) queue.send(body, { groupId: 'a' });
  await queue.receive();
  await before.close();
  const after = (await runningSqs({ directory })).getQueue('jobs.fifo');
  after.send('1', { groupId: 'a' });
  after.send('3', { groupId: 'a' });
  expect(bodies(await receive(after))).toEqual(['1', '2', '3']);
});

test('a queue with the name of a deleted one starts without its deduplications', async () => {
  const { sqs, queue } = await newQueue();
  const first = queue.send('x', { groupId: 'a' });
  sqs.deleteQueue('jobs.fifo');
  const next = sqs.createQueue({ name: 'jobs.fifo', attributes: FIFO });
  expect(next.send('x', { groupId: 'a' }).messageId).not.toBe(first.messageId);
});

test.each([
  ['no group', {}, 'MissingParameter'],
  ['a group with a space', { MessageGroupId: 'a b' }, 'InvalidParameterValue'],
  ['a delay', { MessageGroupId: 'a', DelaySeconds: 1 }, 'InvalidParameterValue'],
])('a message with %s is rejected', async (_, fields, name) => {
  const { sqs, queue } = await newQueue();
  const send = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', ...fields });
  await expect(sqsClient(sqs.endpoint).send(send)).rejects.toMatchObject({ name });
});

test('without content-based deduplication a message needs an id', async () => {
  const { sqs, queue } = await newQueue({ ContentBasedDeduplication: 'false' });
  const { Failed, Successful } = await sqsClient(sqs.endpoint).send(
    new SendMessageBatchCommand({
      QueueUrl: queue.url,
      Entries: [
        { Id: 'without', MessageBody: 'x', MessageGroupId: 'a' },
        { Id: 'with', MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: '1' },
      ],
    }),
  );
  expect(Failed).toMatchObject([{ Id: 'without', Code: 'InvalidParameterValue' }]);
  expect(Successful?.[0]?.SequenceNumber).toMatch(/^\d{20}$/);
});

test('FIFO queues and standard queues are kept separate', async () => {
  const { sqs, queue, dead } = await newQueue();
  expect(() => sqs.createQueue({ name: 'other.fifo' })).toThrow('FifoQueue=true');
  expect(() => sqs.createQueue({ name: '.fifo', attributes: FIFO })).toThrow('1 to 80 letters');
  const standard = sqs.createQueue({ name: 'jobs' });
  expect(() => standard.setAttributes({ FifoQueue: 'true' })).toThrow('FifoQueue=true');
  expect(() => standard.send('x', { deduplicationId: '1' })).toThrow('standard queue');
  const policyTo = ({ arn }: Queue) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 1 }),
  });
  expect(() => standard.setAttributes(policyTo(dead))).toThrow('must be same type');
  expect(() => queue.setAttributes(policyTo(standard))).toThrow('must be same type');
  expect(() => queue.setAttributes({ FifoThroughputLimit: 'perMessageGroupId' })).toThrow(
    'DeduplicationScope=messageGroup',
  );
});
