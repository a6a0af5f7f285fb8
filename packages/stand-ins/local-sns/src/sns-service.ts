import {
  type CallService,
  type CommonError,
  type CreateCommonError,
  type QueryOperation,
  queryProtocol,
  type QueryShape,
} from '@miniatura/local-service';
import { type SnsErrorCode, SnsServiceError } from './errors.ts';
import type { OperationContext } from './operations/operation.ts';
import { publishOperations } from './operations/publish-operations.ts';
import { subscriptionOperations } from './operations/subscription-operations.ts';
import { topicOperations } from './operations/topic-operations.ts';

const OPERATIONS = { ...publishOperations, ...subscriptionOperations, ...topicOperations };

type OperationName = keyof typeof OPERATIONS;

/** Ten messages of a batch, of which a form may escape each byte to three, with some reserve. */
const MAX_REQUEST_BYTE_COUNT = 8 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, SnsErrorCode>> = {
  'web-page': 'InvalidSecurity',
  'wrong-protocol': 'InvalidParameter',
  'unknown-operation': 'InvalidAction',
  'too-large': 'RequestEntityTooLarge',
  'not-json': 'InvalidParameter',
  'internal-error': 'InternalError',
};

const createCommonError: CreateCommonError<SnsServiceError> = (kind, message, options) =>
  new SnsServiceError(COMMON_ERROR_CODES[kind], `${message}.`, options);

function list(name: string, of: QueryOperation['input'] = {}): QueryShape {
  return {
    kind: 'list',
    path: [name, 'member'],
    of,
  };
}

const attributes: QueryShape = {
  kind: 'map',
  path: ['Attributes', 'entry'],
  key: 'key',
  value: 'value',
};

const messageAttributes: QueryShape = {
  kind: 'map',
  path: ['MessageAttributes', 'entry'],
  key: 'Name',
  value: 'Value',
  of: {},
};

/**
 * The fields that are not strings in SNS's query protocol.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Operations.html (version 2010-03-31)
 */
const QUERY_OPERATIONS: Readonly<Record<OperationName, QueryOperation>> = {
  CreateTopic: { input: { Attributes: attributes, Tags: list('Tags') } },
  DeleteTopic: { hasNoResult: true },
  GetSubscriptionAttributes: { output: { Attributes: attributes } },
  GetTopicAttributes: { output: { Attributes: attributes } },
  ListSubscriptions: { output: { Subscriptions: list('Subscriptions') } },
  ListSubscriptionsByTopic: { output: { Subscriptions: list('Subscriptions') } },
  ListTagsForResource: { output: { Tags: list('Tags') } },
  ListTopics: { output: { Topics: list('Topics') } },
  Publish: { input: { MessageAttributes: messageAttributes } },
  PublishBatch: {
    input: {
      PublishBatchRequestEntries: list('PublishBatchRequestEntries', {
        MessageAttributes: messageAttributes,
      }),
    },
    output: { Successful: list('Successful'), Failed: list('Failed') },
  },
  SetSubscriptionAttributes: { hasNoResult: true },
  SetTopicAttributes: { hasNoResult: true },
  Subscribe: { input: { Attributes: attributes } },
  TagResource: { input: { Tags: list('Tags') } },
  Unsubscribe: { hasNoResult: true },
  UntagResource: { input: { TagKeys: { kind: 'list', path: ['TagKeys', 'member'] } } },
};

/** SNS's query protocol, the only protocol of SNS. */
export function createSnsService(context: OperationContext): CallService<SnsServiceError> {
  return {
    protocols: [
      queryProtocol<OperationName, SnsServiceError>({
        version: '2010-03-31',
        xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/',
        maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
        operations: QUERY_OPERATIONS,
        answer: ({ operation, fields }) => OPERATIONS[operation](fields, context),
        createCommonError,
        errorCodeOf: ({ code }) => code,
      }),
    ],
    createCommonError,
  };
}
