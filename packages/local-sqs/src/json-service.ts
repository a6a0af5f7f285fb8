import {
  operationOfTarget,
  type CommonError,
  type CreateCommonError,
  type JsonService,
} from '@miniatura/local-service';
import { SqsServiceError, type SqsErrorCode } from './errors.ts';
import { messageOperations } from './operations/message-operations.ts';
import { moveTaskOperations } from './operations/move-task-operations.ts';
import type { OperationContext } from './operations/operation.ts';
import { queueOperations } from './operations/queue-operations.ts';

const OPERATIONS = { ...queueOperations, ...messageOperations, ...moveTaskOperations };

/** 1 MiB of messages, each character of which JSON may escape to six bytes, and some room. */
const MAX_REQUEST_BYTE_COUNT = 8 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, SqsErrorCode>> = {
  'web-page': 'InvalidSecurity',
  'wrong-protocol': 'UnsupportedOperation',
  'unknown-operation': 'UnknownOperationException',
  'too-large': 'RequestEntityTooLarge',
  'not-json': 'SerializationException',
  'internal-error': 'InternalError',
};

const createCommonError: CreateCommonError<SqsServiceError> = (kind, message, options) => {
  const hint =
    kind === 'wrong-protocol'
      ? ": SQS's JSON protocol, which the AWS CLI and SDKs of late 2023 or newer speak"
      : '';
  return new SqsServiceError(COMMON_ERROR_CODES[kind], `${message}${hint}.`, options);
};

/** SQS's JSON protocol. */
export const createJsonService = (
  context: Omit<OperationContext, 'signal'>,
): JsonService<keyof typeof OPERATIONS, SqsServiceError> => ({
  contentType: 'application/x-amz-json-1.0',
  maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
  operationOf: (request) =>
    operationOfTarget(request, {
      targetPrefix: 'AmazonSQS.',
      operations: OPERATIONS,
      createCommonError,
    }),
  answer: ({ operation, fields, signal }) => OPERATIONS[operation](fields, { ...context, signal }),
  createCommonError,
  describeError: ({ code, httpStatus, queryCode, message }) => ({
    headers: { 'x-amzn-query-error': `${queryCode};${httpStatus < 500 ? 'Sender' : 'Receiver'}` },
    fields: { __type: `com.amazonaws.sqs#${code}`, message },
  }),
});
