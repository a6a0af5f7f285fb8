import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { type LocalSqs, startLocalSqs } from '@miniatura/local-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalSns } from '../src/index.ts';
import {
  receiveFrom,
  runningSns,
  runningSqs,
  snsClient,
  temporaryDirectory,
} from './running-sns.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let sqs: LocalSqs;
let client: SNSClient;
const lost: string[] = [];
let topicCount = 0;

beforeAll(async () => {
  sqs = await runningSqs(resources);
  const sns = await runningSns(resources, {
    sqsEndpoint: sqs.endpoint,
    onLost: ({ body }) => void lost.push(body),
  });
  client = snsClient(sns.endpoint, resources);
});

/** Creates a topic and a queue of the same name that is subscribed to it. */
async function subscribed(Attributes: Record<string, string> = {}, of = client) {
  const name = `topic-${(topicCount += 1)}`;
  const { TopicArn } = await of.send(new CreateTopicCommand({ Name: name }));
  const Endpoint = sqs.createQueue({ name }).arn;
  const { SubscriptionArn } = await of.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }),
  );
  return { name, TopicArn, SubscriptionArn };
}

const MessageAttributes = {
  colour: { DataType: 'String', StringValue: 'röt' },
  colours: { DataType: 'String.Array', StringValue: '["red",1,null]' },
  size: { DataType: 'Number', StringValue: '3' },
  bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
};
const MESSAGE = 'Grüße \u{1F600} <&> + %20\r\n\ttab';

test('a raw message is delivered unchanged, with its attributes and its group', async () => {
  const { name, TopicArn } = await subscribed({ RawMessageDelivery: 'true' });
  const MessageGroupId = 'tenant';
  await client.send(
    new PublishCommand({ TopicArn, Message: MESSAGE, MessageAttributes, MessageGroupId }),
  );
  const [received] = await receiveFrom(sqs, name, 1);
  expect(received).toMatchObject({ body: MESSAGE, groupId: 'tenant' });
  expect(received?.messageAttributes).toEqual({
    colour: { DataType: 'String', StringValue: 'röt' },
    colours: { DataType: 'String.Array', StringValue: '["red",1,null]' },
    size: { DataType: 'Number', StringValue: '3' },
    bytes: { DataType: 'Binary', BinaryValue: 'AP8=' },
  });
});

test('other messages are wrapped in a notification that is marked as not signed', async () => {
  const { name, TopicArn } = await subscribed();
  const { MessageId } = await client.send(
    new PublishCommand({ TopicArn, Message: MESSAGE, Subject: 'News', MessageAttributes }),
  );
  const [received] = await receiveFrom(sqs, name, 1);
  expect(received?.messageAttributes).toEqual({});
  const wrapped = JSON.parse(received?.body ?? '') as Record<string, string>;
  expect(wrapped).toMatchObject({
    ...{ Type: 'Notification', MessageId, TopicArn, Subject: 'News', Message: MESSAGE },
    Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    MessageAttributes: {
      colour: { Type: 'String', Value: 'röt' },
      bytes: { Type: 'Binary', Value: 'AP8=' },
    },
  });
  expect(Buffer.from(wrapped['Signature'] ?? '', 'base64').toString()).toBe('not signed: local');
});

test('a batch is published entry by entry: one bad entry does not fail the others', async () => {
  const { name, TopicArn } = await subscribed({ RawMessageDelivery: 'true' });
  const published = await client.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: 'one', MessageAttributes },
        { Id: 'b', Message: 'x', Subject: 'line\nbreak' },
        { Id: 'c', Message: 'two' },
      ],
    }),
  );
  expect(published.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(published.Failed).toMatchObject([
    { Id: 'b', Code: 'InvalidParameter', SenderFault: true },
  ]);
  const received = await receiveFrom(sqs, name, 2);
  expect(received.map(({ body }) => body)).toEqual(['one', 'two']);
  expect(received[0]?.messageAttributes).toHaveProperty('size');
});

test('queues receive the text for SQS in a message structure', async () => {
  const { name, TopicArn } = await subscribed({ RawMessageDelivery: 'true' });
  for (const Message of ['{"default":"a","sqs":"b"}', '{"default":"c"}']) {
    await client.send(new PublishCommand({ TopicArn, Message, MessageStructure: 'json' }));
  }
  const received = await receiveFrom(sqs, name, 2);
  expect(received.map(({ body }) => body)).toEqual(['b', 'c']);
});

test('a subscription receives the messages that match its filter policy, by attributes or body', async () => {
  const byAttributes = await subscribed({
    RawMessageDelivery: 'true',
    FilterPolicy: '{"colour":["röt"],"size":[{"numeric":[">",2]}]}',
  });
  const Message = 'wanted';
  const publish = (TopicArn: string | undefined, input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ TopicArn, Message, ...input }));
  await publish(byAttributes.TopicArn, { Message: 'unwanted' });
  await publish(byAttributes.TopicArn, { MessageAttributes });
  expect(await receiveFrom(sqs, byAttributes.name, 1)).toMatchObject([{ body: 'wanted' }]);

  const byBody = await subscribed({
    RawMessageDelivery: 'true',
    FilterPolicy: '{"Records":{"s3":{"object":{"key":[{"prefix":"import/"}]}}}}',
    FilterPolicyScope: 'MessageBody',
  });
  const eventOf = (key: string) => JSON.stringify({ Records: [{ s3: { object: { key } } }] });
  for (const body of ['no JSON', '{}', eventOf('a.jpg'), eventOf('import/a.jpg')]) {
    await publish(byBody.TopicArn, { Message: body });
  }
  expect(await receiveFrom(sqs, byBody.name, 1)).toMatchObject([{ body: eventOf('import/a.jpg') }]);
});

test('a message that its queue rejects becomes a dead letter with the reason, or is reported as lost', async () => {
  const dead = sqs.createQueue({ name: 'dead' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
  const { name, TopicArn } = await subscribed({ RawMessageDelivery: 'true', RedrivePolicy });
  const without = await subscribed({ RawMessageDelivery: 'true' });
  sqs.deleteQueue(name);
  sqs.deleteQueue(without.name);
  await client.send(new PublishCommand({ TopicArn: without.TopicArn, Message: 'reported' }));
  await client.send(new PublishCommand({ TopicArn, Message: 'kept' }));
  const [received] = await receiveFrom(sqs, 'dead', 1);
  expect(received).toMatchObject({
    body: 'kept',
    messageAttributes: { ErrorCode: { StringValue: 'QueueDoesNotExist' } },
  });
  expect(lost).toEqual(['reported']);
});

test('a message is retried until SQS is available, also after a restart', async () => {
  const sqsDirectory = temporaryDirectory(resources);
  const away = await startLocalSqs({ directory: sqsDirectory, port: 0 });
  const { arn } = away.createQueue({ name: 'jobs' });
  const port = Number(new URL(away.endpoint).port);
  await away.close();
  const options = { directory: temporaryDirectory(resources), port: 0, sqsEndpoint: away.endpoint };
  const first = await startLocalSns(options);
  const publisher = snsClient(first.endpoint, resources);
  const { TopicArn } = await publisher.send(new CreateTopicCommand({ Name: 'events' }));
  await publisher.send(
    new SubscribeCommand({
      ...{ TopicArn, Protocol: 'sqs', Endpoint: arn },
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  await publisher.send(new PublishCommand({ TopicArn, Message: 'one' }));
  await first.close();
  const second = await runningSns(resources, options);
  await snsClient(second.endpoint, resources).send(
    new PublishCommand({ TopicArn, Message: 'two' }),
  );
  const back = await startLocalSqs({ directory: sqsDirectory, port });
  resources.defer(() => back.close());
  const received = await receiveFrom(back, 'jobs', 2);
  expect(received.map(({ body }) => body)).toEqual(['one', 'two']);
});

test.each([
  ['no message', { Message: '' }, 'InvalidParameterException'],
  ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException'],
  ['a phone number', { PhoneNumber: '+491234' }, 'InvalidParameterException'],
  ['a deduplication id', { MessageDeduplicationId: 'x' }, 'InvalidParameterException'],
  ['broken JSON', { MessageStructure: 'json' }, 'InvalidParameterException'],
  [
    'JSON without a default',
    { MessageStructure: 'json', Message: '{}' },
    'InvalidParameterException',
  ],
  ['over 256 KiB', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
  [
    'an attribute of another type',
    { MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
    'InvalidParameterValueException',
  ],
  [
    'an invalid number',
    { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } },
    'InvalidParameterValueException',
  ],
])('a message with %s is rejected', async (_, fields, name) => {
  const { TopicArn } = await subscribed();
  const input = { TopicArn, Message: 'x', ...fields };
  await expect(client.send(new PublishCommand(input))).rejects.toMatchObject({ name });
});

test.each([
  ['no entries', [], 'EmptyBatchRequestException'],
  ['eleven', Array.from({ length: 11 }, (_, Id) => ({ Id: String(Id), Message: 'x' })), 'TooMany'],
  [
    'one id twice',
    [
      { Id: 'a', Message: 'x' },
      { Id: 'a', Message: 'y' },
    ],
    'NotDistinct',
  ],
  ['a bad id', [{ Id: 'a b', Message: 'x' }], 'InvalidBatchEntryId'],
  [
    'over 256 KiB together',
    ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(140_000) })),
    'BatchRequestTooLong',
  ],
])('a batch of %s is rejected', async (_, entries, name) => {
  const { TopicArn } = await subscribed();
  const PublishBatchRequestEntries = entries;
  await expect(
    client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })),
  ).rejects.toMatchObject({ name: expect.stringContaining(name) });
});
