import { invalidParameter, SnsServiceError } from '../errors.ts';
import { optionalText, optionalTextMap, requiredText, tagsIn } from '../request-fields.ts';
import { mergeAttributes } from '../subscription-attributes.ts';
import { LOCAL_ACCOUNT_ID, parseTopicName, topicArnOf } from '../topic-address.ts';
import { type Operation, pageOf, topicOf } from './operation.ts';

/** Stored and returned without effect: nothing is encrypted, signed or traced. */
const INERT_ATTRIBUTES = [
  'DataProtectionPolicy',
  'DeliveryPolicy',
  'DisplayName',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
];

function checkAttributeName(name: string): void {
  if (/fifo|ContentBasedDeduplication|ArchivePolicy/i.test(name)) {
    throw invalidParameter('AttributeName', `FIFO topics are not supported here: ${name}`);
  }
  if (!INERT_ATTRIBUTES.includes(name) && !/^\w+Feedback(RoleArn|SampleRate)$/.test(name)) {
    throw invalidParameter('AttributeName', `unknown: ${name}`);
  }
}

function haveSame(
  wanted: Readonly<Record<string, string>>,
  existing: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => existing[name] === value);
}

const CreateTopic: Operation = (input, { topics, region }) => {
  const name = parseTopicName(requiredText(input, 'Name'));
  const wanted = optionalTextMap(input, 'Attributes');
  // `FifoTopic=false` is the default.
  const { FifoTopic, ...attributes } = wanted;
  if (FifoTopic !== undefined && FifoTopic !== 'false') checkAttributeName('FifoTopic');
  Object.keys(attributes).forEach(checkAttributeName);
  const tags = tagsIn(input);
  const existing = topics.topic(name);
  if (existing === undefined) topics.putTopic({ name, attributes, tags });
  else if (!haveSame(attributes, existing.attributes)) {
    throw invalidParameter('Attributes', 'Topic already exists with different attributes');
  } else if (!haveSame(tags, existing.tags)) {
    throw invalidParameter('Tags', 'Topic already exists with different tags');
  }
  return { TopicArn: topicArnOf(region, name) };
};

const DeleteTopic: Operation = (input, { topics, region }) => {
  const arn = requiredText(input, 'TopicArn');
  const name = arn.split(':').at(-1) ?? '';
  // Deleting a missing topic succeeds, as in SNS.
  if (topicArnOf(region, name) === arn) topics.deleteTopic(name);
  return {};
};

const ListTopics: Operation = (input, { topics, region }) => {
  const { page, NextToken } = pageOf(topics.topics(), optionalText(input, 'NextToken'));
  return { Topics: page.map(({ name }) => ({ TopicArn: topicArnOf(region, name) })), NextToken };
};

const GetTopicAttributes: Operation = (input, context) => {
  const { name, attributes } = topicOf(input, context);
  const Attributes = {
    DisplayName: '',
    ...attributes,
    Owner: LOCAL_ACCOUNT_ID,
    SubscriptionsConfirmed: String(context.topics.subscriptions(name).length),
    SubscriptionsDeleted: '0',
    SubscriptionsPending: '0',
    TopicArn: topicArnOf(context.region, name),
  };
  return { Attributes };
};

const SetTopicAttributes: Operation = (input, context) => {
  const topic = topicOf(input, context);
  const name = requiredText(input, 'AttributeName');
  checkAttributeName(name);
  const change = { [name]: optionalText(input, 'AttributeValue') ?? '' };
  const attributes = mergeAttributes(topic.attributes, change);
  context.topics.putTopic({ ...topic, attributes });
  return {};
};

/** The tag operations return another code for a missing topic. */
const taggedTopic: typeof topicOf = (input, context) => {
  try {
    return topicOf(input, context, 'ResourceArn');
  } catch (error) {
    if ((error as SnsServiceError).code !== 'NotFound') throw error;
    throw new SnsServiceError('ResourceNotFound', (error as Error).message, { cause: error });
  }
};

const TagResource: Operation = (input, context) => {
  const topic = taggedTopic(input, context);
  context.topics.putTopic({ ...topic, tags: { ...topic.tags, ...tagsIn(input) } });
  return {};
};

const UntagResource: Operation = (input, context) => {
  const topic = taggedTopic(input, context);
  const removed = (input['TagKeys'] ?? []) as readonly unknown[];
  const remaining = Object.entries(topic.tags).filter(([key]) => !removed.includes(key));
  context.topics.putTopic({ ...topic, tags: Object.fromEntries(remaining) });
  return {};
};

const ListTagsForResource: Operation = (input, context) => ({
  Tags: Object.entries(taggedTopic(input, context).tags).map(([Key, Value]) => ({ Key, Value })),
});

export const topicOperations = {
  CreateTopic,
  DeleteTopic,
  GetTopicAttributes,
  ListTagsForResource,
  ListTopics,
  SetTopicAttributes,
  TagResource,
  UntagResource,
};
