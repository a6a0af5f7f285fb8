import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { runningSqs, sqsClient } from './running-sqs.ts';

async function newQueue(attributes: Record<string, string> = {}) {
  const sqs = await runningSqs();
  const client = sqsClient(sqs.endpoint);
  const created = await client.send(
    new CreateQueueCommand({ QueueName: 'jobs', Attributes: attributes }),
  );
  return { sqs, client, QueueUrl: created.QueueUrl as string, queue: sqs.getQueue('jobs') };
}

test('a sent message is received with its attributes and can be deleted', async () => {
  const { client, QueueUrl, queue } = await newQueue();
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: 'Grüße \u{1F600}',
      MessageAttributes: {
        size: { DataType: 'Number', StringValue: '3' },
        'trace.id': { DataType: 'String', StringValue: 'abc' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
      },
    }),
  );
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  expect(Messages).toHaveLength(1);
  const message = Messages?.[0];
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'Grüße \u{1F600}',
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: '1', SenderId: 'local' },
    MessageAttributes: { size: { DataType: 'Number', StringValue: '3' } },
  });
  expect([...(message?.MessageAttributes?.bytes?.BinaryValue ?? [])]).toEqual([0, 255]);
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test('only the requested attributes are returned, by name and by prefix', async () => {
  const { client, QueueUrl, queue } = await newQueue();
  queue.send('x', {
    messageAttributes: {
      'image.width': { DataType: 'Number', StringValue: '1' },
      'image.height': { DataType: 'Number', StringValue: '2' },
      owner: { DataType: 'String', StringValue: 'me' },
    },
  });
  const receive = async (MessageAttributeNames: string[]) => {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames,
        MessageSystemAttributeNames: ['SentTimestamp'],
        VisibilityTimeout: 0,
      }),
    );
    expect(Object.keys(Messages?.[0]?.Attributes ?? {})).toEqual(['SentTimestamp']);
    return Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort();
  };
  expect(await receive(['image.*'])).toEqual(['image.height', 'image.width']);
  expect(await receive(['owner'])).toEqual(['owner']);
  expect(await receive([])).toEqual([]);
});

test('a batch is sent and deleted entry by entry: one bad entry does not fail the others', async () => {
  const { client, QueueUrl, queue } = await newQueue();
  const sent = await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'b', MessageBody: 'bad \u0007' },
        { Id: 'c', MessageBody: '3', DelaySeconds: 900 },
      ],
    }),
  );
  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(sent.Failed).toMatchObject([
    { Id: 'b', Code: 'InvalidMessageContents', SenderFault: true },
  ]);
  expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
  const [message] = await queue.receive();
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'good', ReceiptHandle: message?.receiptHandle },
        { Id: 'bad', ReceiptHandle: 'nonsense' },
      ],
    }),
  );
  expect(deleted.Successful).toEqual([{ Id: 'good' }]);
  expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
});

test('a message that is not deleted is received again, and its older receipt handle is stale', async () => {
  const { client, QueueUrl, queue } = await newQueue();
  queue.send('again');
  const [first] = await queue.receive();
  await client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: first?.receiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  const [second] = await queue.receive();
  expect(second).toMatchObject({ body: 'again', receiveCount: 2, messageId: first?.messageId });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.receiptHandle }));
  expect(queue.counts().inFlight).toBe(1);
  queue.delete([second?.receiptHandle ?? '']);
  expect(queue.counts().inFlight).toBe(0);
});

test('messages of 1 MiB are accepted and larger ones are rejected', async () => {
  const { client, QueueUrl } = await newQueue();
  const limit = 1_048_576;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '"'.repeat(limit) }));
  await expect(
    client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(limit + 1) })),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const half = 'x'.repeat(limit / 2);
  await expect(
    client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', MessageBody: half },
          { Id: '2', MessageBody: `${half}x` },
        ],
      }),
    ),
  ).rejects.toMatchObject({ name: 'BatchRequestTooLong' });
});
