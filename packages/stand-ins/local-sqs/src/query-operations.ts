import type { QueryOperation, QueryShape } from '@miniatura/local-service';
import type { OperationName } from './operations/operations.ts';

const integer = { kind: 'integer' } as const;

const textList = (element: string): QueryShape => ({ kind: 'list', path: [element] });

const attributes: QueryShape = { kind: 'map', path: ['Attribute'], key: 'Name', value: 'Value' };
const tags: QueryShape = { kind: 'map', path: ['Tag'], key: 'Key', value: 'Value' };

function messageAttributes(element: string): QueryShape {
  return {
    kind: 'map',
    path: [element],
    key: 'Name',
    value: 'Value',
    of: {},
  };
}

const message = {
  DelaySeconds: integer,
  MessageAttributes: messageAttributes('MessageAttribute'),
  MessageSystemAttributes: messageAttributes('MessageSystemAttribute'),
} as const;

function batch(name: string, entry: QueryOperation['input'] = {}): QueryOperation {
  return {
    input: { Entries: { kind: 'list', path: [`${name}BatchRequestEntry`], of: entry } },
    output: {
      Successful: { kind: 'list', path: [`${name}BatchResultEntry`], of: {} },
      Failed: { kind: 'list', path: ['BatchResultErrorEntry'], of: {} },
    },
  };
}

const NO_RESULT: QueryOperation = { hasNoResult: true };

/**
 * The fields that are not strings in SQS's query protocol.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ (version 2012-11-05)
 */
export const QUERY_OPERATIONS: Readonly<Record<OperationName, QueryOperation>> = {
  CancelMessageMoveTask: {},
  ChangeMessageVisibility: { ...NO_RESULT, input: { VisibilityTimeout: integer } },
  ChangeMessageVisibilityBatch: batch('ChangeMessageVisibility', { VisibilityTimeout: integer }),
  CreateQueue: { input: { Attributes: attributes, tags } },
  DeleteMessage: NO_RESULT,
  DeleteMessageBatch: batch('DeleteMessage'),
  DeleteQueue: NO_RESULT,
  GetQueueAttributes: {
    input: { AttributeNames: textList('AttributeName') },
    output: { Attributes: attributes },
  },
  GetQueueUrl: {},
  ListDeadLetterSourceQueues: {
    input: { MaxResults: integer },
    output: { queueUrls: textList('QueueUrl') },
  },
  ListMessageMoveTasks: {
    input: { MaxResults: integer },
    output: { Results: { kind: 'list', path: ['ListMessageMoveTasksResultEntry'], of: {} } },
  },
  ListQueueTags: { output: { Tags: tags } },
  ListQueues: { input: { MaxResults: integer }, output: { QueueUrls: textList('QueueUrl') } },
  PurgeQueue: NO_RESULT,
  ReceiveMessage: {
    input: {
      AttributeNames: textList('AttributeName'),
      MaxNumberOfMessages: integer,
      MessageAttributeNames: textList('MessageAttributeName'),
      MessageSystemAttributeNames: textList('MessageSystemAttributeName'),
      VisibilityTimeout: integer,
      WaitTimeSeconds: integer,
    },
    output: {
      Messages: {
        kind: 'list',
        path: ['Message'],
        of: {
          Attributes: attributes,
          MessageAttributes: messageAttributes('MessageAttribute'),
        },
      },
    },
  },
  SendMessage: { input: message },
  SendMessageBatch: batch('SendMessage', message),
  SetQueueAttributes: { ...NO_RESULT, input: { Attributes: attributes } },
  StartMessageMoveTask: { input: { MaxNumberOfMessagesPerSecond: integer } },
  TagQueue: { ...NO_RESULT, input: { Tags: tags } },
  UntagQueue: { ...NO_RESULT, input: { TagKeys: textList('TagKey') } },
};
