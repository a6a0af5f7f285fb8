import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  paginateListSubscriptions,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startLocalSns } from '../src/index.ts';
import { runningSns, snsClient, temporaryDirectory } from './running-sns.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:jobs';
const NO_SQS = 'http://127.0.0.1:9';
let client: SNSClient;
let TopicArn: string;

beforeAll(async () => {
  const sns = await runningSns(resources, { sqsEndpoint: NO_SQS });
  client = snsClient(sns.endpoint, resources);
});

beforeEach(async () => {
  const created = await client.send(
    new CreateTopicCommand({ Name: `topic-${Math.random()}`.replace('.', '') }),
  );
  TopicArn = created.TopicArn ?? '';
});

async function subscribe(Attributes: Record<string, string> = {}, Endpoint = QUEUE_ARN) {
  return client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
}

test('a topic is created once, described, changed, tagged, listed and deleted', async () => {
  const create = new CreateTopicCommand({
    Name: 'originals',
    Attributes: { DisplayName: 'Originals <&>' },
    Tags: [{ Key: 'team', Value: 'media' }],
  });
  const { TopicArn: arn } = await client.send(create);
  expect(arn).toBe('arn:aws:sns:us-east-1:000000000000:originals');
  expect((await client.send(create)).TopicArn).toBe(arn);
  await client.send(
    new SetTopicAttributesCommand({
      TopicArn: arn,
      AttributeName: 'SignatureVersion',
      AttributeValue: '2',
    }),
  );
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  expect(Attributes).toMatchObject({
    TopicArn: arn,
    DisplayName: 'Originals <&>',
    SignatureVersion: '2',
    SubscriptionsConfirmed: '0',
  });
  const Tags = [{ Key: 'tier', Value: '1' }];
  await client.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
  await client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ['team'] }));
  expect((await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags).toEqual(
    Tags,
  );
  const topics = await client.send(new ListTopicsCommand());
  expect(topics.Topics).toContainEqual({ TopicArn: arn });
  await client.send(new DeleteTopicCommand({ TopicArn: arn }));
  await client.send(new DeleteTopicCommand({ TopicArn: arn }));
  await expect(client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).rejects.toThrow(
    NotFoundException,
  );
  await expect(client.send(new PublishCommand({ TopicArn: arn, Message: 'x' }))).rejects.toThrow(
    NotFoundException,
  );
});

test('a subscription is created once, described, changed, listed and removed', async () => {
  const { SubscriptionArn } = await subscribe({ RawMessageDelivery: 'true' });
  expect((await subscribe({ RawMessageDelivery: 'true' })).SubscriptionArn).toBe(SubscriptionArn);
  await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toThrow(
    'Subscription already exists with different attributes',
  );
  const FilterPolicy = '{"a":["b"]}';
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
    );
  await set('FilterPolicy', FilterPolicy);
  const describe = async () =>
    (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
  expect(await describe()).toMatchObject({
    ...{ SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN, FilterPolicy },
    ...{ RawMessageDelivery: 'true', FilterPolicyScope: 'MessageAttributes' },
    PendingConfirmation: 'false',
  });
  await set('FilterPolicy', '');
  expect(await describe()).not.toHaveProperty('FilterPolicy');
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toEqual([
    { SubscriptionArn, Owner: '000000000000', Protocol: 'sqs', Endpoint: QUEUE_ARN, TopicArn },
  ]);
  const pages = await Array.fromAsync(paginateListSubscriptions({ client }, {}));
  const all = pages.flatMap((page) => page.Subscriptions ?? []);
  expect(all).toContainEqual(Subscriptions?.[0]);
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await expect(describe()).rejects.toThrow(NotFoundException);
});

test('more than a hundred subscriptions are listed page by page', async () => {
  for (let index = 0; index < 101; index += 1) await subscribe({}, `${QUEUE_ARN}-${index}`);
  const first = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(first.Subscriptions).toHaveLength(100);
  const { NextToken } = first;
  const last = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
  expect(last.Subscriptions).toHaveLength(1);
  expect(last.NextToken).toBe(undefined);
});

test.each([
  ['another protocol', { Protocol: 'email' }, "only sqs is supported here, but received 'email'"],
  ['an endpoint that is no ARN', { Endpoint: 'http://x' }, "expected a queue's ARN"],
  ['an unknown attribute', { Attributes: { Colour: 'red' } }, 'unknown: Colour'],
  ['a broken filter policy', { Attributes: { FilterPolicy: '{' } }, 'failed to parse JSON'],
  ['another scope', { Attributes: { FilterPolicyScope: 'Body' } }, 'expected MessageAttributes or'],
  ['an invalid boolean', { Attributes: { RawMessageDelivery: 'yes' } }, 'expected true or false'],
  ['a broken redrive policy', { Attributes: { RedrivePolicy: '{}' } }, "expected a queue's ARN"],
  ['no protocol', { Protocol: '' }, 'no value for required parameter'],
])('a subscription with %s is rejected', async (_, fields, message) => {
  const input = { TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN, ...fields };
  await expect(
    client.send(new SubscribeCommand(input as ConstructorParameters<typeof SubscribeCommand>[0])),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['a FIFO name', { Name: 'jobs.fifo' }, 'FIFO topics are not supported here'],
  ['a FIFO attribute', { Name: 'jobs', Attributes: { FifoTopic: 'true' } }, 'FIFO topics'],
  ['a name with a space', { Name: 'a b' }, 'expected 1 to 256 letters'],
  ['an unknown attribute', { Name: 'jobs', Attributes: { Colour: 'red' } }, 'unknown: Colour'],
])('a topic with %s is rejected', async (_, input, message) => {
  await expect(
    client.send(new CreateTopicCommand(input as { Name: string })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

test.each([
  [{ Action: 'ListTopics' }, { origin: 'https://example.com' }, 403, 'InvalidSecurity'],
  [{ Action: 'Dance' }, {}, 404, 'InvalidAction'],
  [{ Action: 'Publish' }, {}, 400, 'InvalidParameter'],
])('a form of %o with the headers %o returns %i %s', async (form, headers, status, code) => {
  const endpoint = await client.config.endpoint?.();
  const response = await fetch(`http://${endpoint?.hostname}:${endpoint?.port}/`, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new URLSearchParams(form),
  });
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(`<Code>${code}</Code>`);
});

test('a reopened store has its data, and no other process can open it', async () => {
  const directory = temporaryDirectory(resources);
  const options = { directory, port: 0, sqsEndpoint: NO_SQS };
  const first = await startLocalSns(options);
  const before = snsClient(first.endpoint, resources);
  const kept = await before.send(new CreateTopicCommand({ Name: 'kept' }));
  const Attributes = { FilterPolicy: '{"a":[1]}' };
  await before.send(
    new SubscribeCommand({
      ...{ TopicArn: kept.TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN, Attributes },
    }),
  );
  await expect(startLocalSns(options)).rejects.toMatchObject({ code: 'directory-in-use' });
  await first.close();
  const second = await runningSns(resources, options);
  const { Subscriptions } = await snsClient(second.endpoint, resources).send(
    new ListSubscriptionsByTopicCommand({ TopicArn: kept.TopicArn }),
  );
  expect(Subscriptions).toHaveLength(1);
});
