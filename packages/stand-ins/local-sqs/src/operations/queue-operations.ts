import type { JsonObject } from '@miniatura/local-service';
import { SqsServiceError } from '../errors.ts';
import { describeQueue } from '../queue-service.ts';
import type { Queue } from '../queue.ts';
import {
  optionalInteger,
  optionalMap,
  optionalText,
  optionalTextList,
  optionalTextMap,
  requiredText,
} from '../request-fields.ts';
import { type Operation, queueOf } from './operation.ts';

const CreateQueue: Operation = (input, { service }) => {
  const queue = service.createQueue({
    name: requiredText(input, 'QueueName'),
    attributes: optionalMap(input, 'Attributes') as Readonly<Record<string, string>>,
    tags: optionalTextMap(input, 'tags'),
  });
  return { QueueUrl: queue.url };
};

const GetQueueUrl: Operation = (input, { service }) => ({
  QueueUrl: service.getQueue(requiredText(input, 'QueueName')).url,
});

/** Without MaxResults SQS lists up to 1,000 queues and returns no token. */
const MAX_PAGE = 1000;

function page(
  queues: readonly Queue[],
  input: JsonObject,
): { readonly urls: readonly string[]; readonly NextToken?: string } {
  const maxResults = optionalInteger(input, 'MaxResults', { min: 1, max: MAX_PAGE });
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  const rest = queues.filter(({ name }) => name > after);
  const shown = rest.slice(0, maxResults ?? MAX_PAGE);
  const last = shown.at(-1);
  const urls = shown.map(({ url }) => url);
  return maxResults === undefined || last === undefined || shown.length === rest.length
    ? { urls }
    : { urls, NextToken: Buffer.from(last.name).toString('base64url') };
}

const ListQueues: Operation = (input, { service }) => {
  const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
  const queues = service.listQueues().filter(({ name }) => name.startsWith(prefix));
  const { urls, ...rest } = page(queues, input);
  return { QueueUrls: urls, ...rest };
};

const ListDeadLetterSourceQueues: Operation = (input, context) => {
  const { urls, ...rest } = page(
    context.service.listSourcesOf(queueOf(input, context).name),
    input,
  );
  return { queueUrls: urls, ...rest };
};

const DeleteQueue: Operation = (input, context) => {
  context.service.deleteQueue(queueOf(input, context).name);
  return {};
};

const PurgeQueue: Operation = (input, context) => {
  queueOf(input, context).purge();
  return {};
};

/** Valid attribute names that may have no value. */
const OPTIONAL_ATTRIBUTES = [
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
];

const GetQueueAttributes: Operation = (input, context) => {
  const wanted = optionalTextList(input, 'AttributeNames');
  const all = describeQueue(queueOf(input, context));
  const unknown = wanted.find(
    (name) => name !== 'All' && !Object.hasOwn(all, name) && !OPTIONAL_ATTRIBUTES.includes(name),
  );
  if (unknown !== undefined) {
    throw new SqsServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  }
  const shown = Object.entries(all).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
};

const SetQueueAttributes: Operation = (input, context) => {
  const attributes = optionalMap(input, 'Attributes') as Readonly<Record<string, string>>;
  queueOf(input, context).setAttributes(attributes);
  return {};
};

const TagQueue: Operation = (input, context) => {
  const queue = queueOf(input, context);
  queue.setTags({ ...queue.record.tags, ...optionalTextMap(input, 'Tags') });
  return {};
};

const UntagQueue: Operation = (input, context) => {
  const queue = queueOf(input, context);
  const removed = optionalTextList(input, 'TagKeys');
  const remaining = Object.entries(queue.record.tags).filter(([key]) => !removed.includes(key));
  queue.setTags(Object.fromEntries(remaining));
  return {};
};

const ListQueueTags: Operation = (input, context) => ({
  Tags: queueOf(input, context).record.tags,
});

export const queueOperations = {
  CreateQueue,
  DeleteQueue,
  GetQueueAttributes,
  GetQueueUrl,
  ListDeadLetterSourceQueues,
  ListQueueTags,
  ListQueues,
  PurgeQueue,
  SetQueueAttributes,
  TagQueue,
  UntagQueue,
};
