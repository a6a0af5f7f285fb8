import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { startLocalSqs } from '../src/index.ts';
import { runningSqs, sqsClient, temporaryDirectory } from './running-sqs.ts';

test('a queue is created once, found by name, listed, described, tagged and deleted', async () => {
  const sqs = await runningSqs();
  const client = sqsClient(sqs.endpoint);
  const create = new CreateQueueCommand({
    QueueName: 'jobs',
    Attributes: { VisibilityTimeout: '180' },
  });
  const { QueueUrl } = await client.send(create);
  expect(QueueUrl).toBe(`${sqs.endpoint}/000000000000/jobs`);
  expect((await client.send(create)).QueueUrl).toBe(QueueUrl);
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe(
    QueueUrl,
  );
  const described = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  expect(described.Attributes).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:jobs',
    VisibilityTimeout: '180',
    MessageRetentionPeriod: '345600',
    ApproximateNumberOfMessages: '0',
  });
  await client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'platform', tier: '1' } }));
  await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['tier'] }));
  expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({
    team: 'platform',
  });
  sqs.getQueue('jobs').send('x');
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(sqs.getQueue('jobs').counts().visible).toBe(0);
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).rejects.toThrow(
    QueueDoesNotExist,
  );
});

test('queues are listed by prefix and page by page', async () => {
  const sqs = await runningSqs();
  const client = sqsClient(sqs.endpoint);
  for (const name of ['a-2', 'a-1', 'b', 'a-3']) sqs.createQueue({ name });
  const names = (urls: readonly string[] = []) => urls.map((url) => url.split('/').at(-1));
  const first = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 2 }));
  expect(names(first.QueueUrls)).toEqual(['a-1', 'a-2']);
  const second = await client.send(
    new ListQueuesCommand({
      QueueNamePrefix: 'a-',
      MaxResults: 2,
      NextToken: first.NextToken as string,
    }),
  );
  expect(names(second.QueueUrls)).toEqual(['a-3']);
  expect(second.NextToken).toBe(undefined);
});

test('creating an existing queue with other attributes fails', async () => {
  const sqs = await runningSqs();
  sqs.createQueue({ name: 'jobs', attributes: { VisibilityTimeout: '30' } });
  const client = sqsClient(sqs.endpoint);
  await expect(
    client.send(
      new CreateQueueCommand({ QueueName: 'jobs', Attributes: { VisibilityTimeout: '31' } }),
    ),
  ).rejects.toThrow(QueueNameExists);
});

test('a dead-letter queue must exist and lists its source queues', async () => {
  const sqs = await runningSqs();
  const client = sqsClient(sqs.endpoint);
  const { url: QueueUrl } = sqs.createQueue({ name: 'jobs' });
  const policy = (name: string) => ({
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      maxReceiveCount: '3',
    }),
  });
  const setPolicy = (name: string) =>
    client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: policy(name) }));
  await expect(setPolicy('nowhere')).rejects.toThrow('Dead letter target does not exist');
  const dead = sqs.createQueue({ name: 'dead' });
  await setPolicy('dead');
  const sources = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }));
  expect(sources.queueUrls).toEqual([QueueUrl]);
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: '' } }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  expect(Attributes).toBe(undefined);
});

test.each([
  ['VisibilityTimeout', '43201', 'InvalidAttributeValue', 'Expected an integer from 0 to 43200'],
  ['VisibilityTimeout', '-1', 'InvalidAttributeValue', "received '-1'"],
  ['MessageRetentionPeriod', '59', 'InvalidAttributeValue', 'from 60 to 1209600'],
  ['DelaySeconds', '1.5', 'InvalidAttributeValue', "received '1.5'"],
  ['VisibilityTimeuot', '3', 'InvalidAttributeName', 'Unknown Attribute VisibilityTimeuot'],
  ['FifoQueue', 'true', 'InvalidParameterValue', 'whose name ends in .fifo'],
  ['FifoQueue', 'false', 'InvalidAttributeValue', 'Expected true for FifoQueue'],
  ['DeduplicationScope', 'queue', 'InvalidAttributeName', 'Unknown Attribute DeduplicationScope'],
  ['RedrivePolicy', '{', 'InvalidParameterValue', 'expected JSON'],
  ['RedrivePolicy', '[]', 'InvalidParameterValue', "expected a queue's ARN"],
])('the attribute %s = %s is rejected as %s', async (name, value, error, message) => {
  const sqs = await runningSqs();
  const create = new CreateQueueCommand({ QueueName: 'jobs', Attributes: { [name]: value } });
  await expect(sqsClient(sqs.endpoint).send(create)).rejects.toMatchObject({
    name: error,
    message: expect.stringContaining(message),
  });
  expect(sqs.listQueues()).toEqual([]);
});

test.each(['', 'a b', 'x'.repeat(81), 'jobs.fifo'])(
  'the queue name "%s" is rejected',
  async (name) => {
    const sqs = await runningSqs();
    expect(() => sqs.createQueue({ name })).toThrow(/^Expected/);
  },
);

test('queues, their attributes and messages are unchanged after a restart', async () => {
  const directory = temporaryDirectory();
  const before = await startLocalSqs({ directory, port: 0 });
  const attributes = { VisibilityTimeout: '180' };
  before.createQueue({ name: 'jobs', attributes, tags: { a: 'b' } }).send('kept');
  await before.close();
  const after = await runningSqs({ directory });
  const queue = after.createQueue({ name: 'jobs', attributes });
  expect(queue.record.tags).toEqual({ a: 'b' });
  expect(await queue.receive()).toMatchObject([{ body: 'kept', receiveCount: 1 }]);
});

test('only one process at a time can open a directory', async () => {
  const directory = temporaryDirectory();
  await runningSqs({ directory });
  await expect(startLocalSqs({ directory, port: 0 })).rejects.toMatchObject({
    code: 'directory-in-use',
  });
});
