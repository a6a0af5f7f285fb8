import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@miniatura/local-service';
import { invalidParameter, SnsServiceError } from '../errors.ts';
import { optionalText, optionalTextMap, requiredText } from '../request-fields.ts';
import { mergeAttributes, subscriptionSettings } from '../subscription-attributes.ts';
import { isQueueArn, LOCAL_ACCOUNT_ID, topicArnOf } from '../topic-address.ts';
import type { Subscription } from '../topic-store.ts';
import { type Operation, type OperationContext, pageOf, topicOf } from './operation.ts';

const PROTOCOL = 'sqs';

function endpointIn(input: JsonObject): string {
  const protocol = requiredText(input, 'Protocol');
  if (protocol !== PROTOCOL) {
    throw invalidParameter('Protocol', `only sqs is supported here, but received '${protocol}'`);
  }
  const endpoint = requiredText(input, 'Endpoint');
  if (isQueueArn(endpoint)) return endpoint;
  throw invalidParameter('SQS endpoint ARN', `expected a queue's ARN but received '${endpoint}'`);
}

const Subscribe: Operation = (input, context) => {
  const { topics, region } = context;
  const { name: topic } = topicOf(input, context);
  const endpoint = endpointIn(input);
  const attributes = mergeAttributes({}, optionalTextMap(input, 'Attributes'));
  subscriptionSettings(attributes);
  const existing = topics.subscriptions(topic).find((each) => each.endpoint === endpoint);
  if (existing !== undefined) {
    const isSame = Object.entries(attributes).every(
      ([name, value]) => existing.attributes[name] === value,
    );
    if (isSame) return { SubscriptionArn: existing.arn };
    throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
  }
  const arn = `${topicArnOf(region, topic)}:${randomUUID()}`;
  topics.putSubscription({ arn, topic, endpoint, attributes });
  return { SubscriptionArn: arn };
};

const Unsubscribe: Operation = (input, { topics }) => {
  topics.deleteSubscription(requiredText(input, 'SubscriptionArn'));
  return {};
};

function subscriptionOf(input: JsonObject, { topics }: OperationContext): Subscription {
  const subscription = topics.subscription(requiredText(input, 'SubscriptionArn'));
  if (subscription !== undefined) return subscription;
  throw new SnsServiceError('NotFound', 'Subscription does not exist.');
}

function listed(
  subscriptions: readonly Subscription[],
  input: JsonObject,
  region: string,
): JsonObject {
  const { page, NextToken } = pageOf(subscriptions, optionalText(input, 'NextToken'));
  const Subscriptions = page.map(({ arn, topic, endpoint }) => ({
    SubscriptionArn: arn,
    Owner: LOCAL_ACCOUNT_ID,
    Protocol: PROTOCOL,
    Endpoint: endpoint,
    TopicArn: topicArnOf(region, topic),
  }));
  return { Subscriptions, NextToken };
}

const ListSubscriptions: Operation = (input, { topics, region }) =>
  listed(topics.subscriptions(), input, region);

const ListSubscriptionsByTopic: Operation = (input, context) => {
  const { name } = topicOf(input, context);
  return listed(context.topics.subscriptions(name), input, context.region);
};

const GetSubscriptionAttributes: Operation = (input, context) => {
  const { arn, topic, endpoint, attributes, settings } = subscriptionOf(input, context);
  const Attributes = {
    RawMessageDelivery: 'false',
    ...attributes,
    ...(attributes['FilterPolicy'] !== undefined && {
      FilterPolicyScope: settings.filterPolicyScope,
    }),
    ConfirmationWasAuthenticated: 'true',
    Endpoint: endpoint,
    Owner: LOCAL_ACCOUNT_ID,
    PendingConfirmation: 'false',
    Protocol: PROTOCOL,
    SubscriptionArn: arn,
    TopicArn: topicArnOf(context.region, topic),
  };
  return { Attributes };
};

const SetSubscriptionAttributes: Operation = (input, context) => {
  const subscription = subscriptionOf(input, context);
  const name = requiredText(input, 'AttributeName');
  const change = { [name]: optionalText(input, 'AttributeValue') ?? '' };
  const attributes = mergeAttributes(subscription.attributes, change);
  context.topics.putSubscription({ ...subscription, attributes });
  return {};
};

export const subscriptionOperations = {
  GetSubscriptionAttributes,
  ListSubscriptions,
  ListSubscriptionsByTopic,
  SetSubscriptionAttributes,
  Subscribe,
  Unsubscribe,
};
