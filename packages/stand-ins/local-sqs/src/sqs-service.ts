import {
  type CallService,
  type CommonError,
  type CreateCommonError,
  jsonProtocol,
  type JsonService,
  operationOfTarget,
  queryProtocol,
  type QueryService,
} from '@miniatura/local-service';
import { type SqsErrorCode, SqsServiceError } from './errors.ts';
import type { OperationContext } from './operations/operation.ts';
import { type OperationName, OPERATIONS } from './operations/operations.ts';
import { QUERY_OPERATIONS } from './query-operations.ts';

/** 1 MiB of messages, of which JSON may escape each byte to six, with some reserve. */
const MAX_REQUEST_BYTE_COUNT = 8 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, SqsErrorCode>> = {
  'web-page': 'InvalidSecurity',
  'wrong-protocol': 'UnsupportedOperation',
  'unknown-operation': 'UnknownOperationException',
  'too-large': 'RequestEntityTooLarge',
  'not-json': 'SerializationException',
  'internal-error': 'InternalError',
};

const createCommonError: CreateCommonError<SqsServiceError> = (kind, message, options) =>
  new SqsServiceError(COMMON_ERROR_CODES[kind], `${message}.`, options);

type Context = Omit<OperationContext, 'signal'>;

function jsonService(context: Context): JsonService<OperationName, SqsServiceError> {
  return {
    contentType: 'application/x-amz-json-1.0',
    maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
    operationOf: (request) =>
      operationOfTarget(request, {
        targetPrefix: 'AmazonSQS.',
        operations: OPERATIONS,
        createCommonError,
      }),
    answer: ({ operation, fields, signal }) =>
      OPERATIONS[operation](fields, { ...context, signal }),
    createCommonError,
    describeError: ({ code, httpStatus, queryCode, message }) => ({
      headers: { 'x-amzn-query-error': `${queryCode};${httpStatus < 500 ? 'Sender' : 'Receiver'}` },
      fields: { __type: `com.amazonaws.sqs#${code}`, message },
    }),
  };
}

function queryService(context: Context): QueryService<OperationName, SqsServiceError> {
  return {
    version: '2012-11-05',
    xmlns: 'http://queue.amazonaws.com/doc/2012-11-05/',
    maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
    operations: QUERY_OPERATIONS,
    // Some clients send the queue's address as the request's path only.
    answer: ({ operation, fields, signal, path }) =>
      OPERATIONS[operation](
        { ...(path !== '/' && { QueueUrl: path }), ...fields },
        { ...context, signal },
      ),
    createCommonError,
    errorCodeOf: ({ queryCode }) => queryCode,
  };
}

/** SQS's JSON protocol, and the query protocol that clients older than late 2023 use. */
export function createSqsService(context: Context): CallService<SqsServiceError> {
  return {
    protocols: [jsonProtocol(jsonService(context)), queryProtocol(queryService(context))],
    createCommonError,
  };
}
