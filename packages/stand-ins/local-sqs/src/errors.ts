import { ServiceError } from '@miniatura/local-service';

/**
 * The errors that SQS returns, with their HTTP status and their code in the older query protocol,
 * which SQS also sends in the `x-amzn-query-error` header.
 */
export const SQS_ERRORS = {
  BatchEntryIdsNotDistinct: {
    queryCode: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    httpStatus: 400,
  },
  BatchRequestTooLong: { queryCode: 'AWS.SimpleQueueService.BatchRequestTooLong', httpStatus: 400 },
  EmptyBatchRequest: { queryCode: 'AWS.SimpleQueueService.EmptyBatchRequest', httpStatus: 400 },
  InternalError: { queryCode: 'InternalError', httpStatus: 500 },
  InvalidAttributeName: { queryCode: 'InvalidAttributeName', httpStatus: 400 },
  InvalidAttributeValue: { queryCode: 'InvalidAttributeValue', httpStatus: 400 },
  InvalidBatchEntryId: { queryCode: 'AWS.SimpleQueueService.InvalidBatchEntryId', httpStatus: 400 },
  InvalidMessageContents: { queryCode: 'InvalidMessageContents', httpStatus: 400 },
  InvalidParameterValue: { queryCode: 'InvalidParameterValue', httpStatus: 400 },
  InvalidSecurity: { queryCode: 'InvalidSecurity', httpStatus: 403 },
  MessageNotInflight: { queryCode: 'AWS.SimpleQueueService.MessageNotInflight', httpStatus: 400 },
  MissingParameter: { queryCode: 'MissingParameter', httpStatus: 400 },
  QueueDoesNotExist: { queryCode: 'AWS.SimpleQueueService.NonExistentQueue', httpStatus: 400 },
  QueueNameExists: { queryCode: 'QueueAlreadyExists', httpStatus: 400 },
  ReceiptHandleIsInvalid: { queryCode: 'ReceiptHandleIsInvalid', httpStatus: 400 },
  RequestEntityTooLarge: { queryCode: 'RequestEntityTooLarge', httpStatus: 413 },
  ResourceNotFoundException: { queryCode: 'ResourceNotFoundException', httpStatus: 404 },
  SerializationException: { queryCode: 'SerializationException', httpStatus: 400 },
  TooManyEntriesInBatchRequest: {
    queryCode: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
    httpStatus: 400,
  },
  UnknownOperationException: { queryCode: 'InvalidAction', httpStatus: 404 },
  UnsupportedOperation: {
    queryCode: 'AWS.SimpleQueueService.UnsupportedOperation',
    httpStatus: 400,
  },
} as const;

export type SqsErrorCode = keyof typeof SQS_ERRORS;

/**
 * An error that SQS defines. Over the socket it is returned as the response, in process it is
 * thrown.
 */
export class SqsServiceError extends ServiceError<SqsErrorCode> {
  override readonly name = 'SqsServiceError';

  override get httpStatus(): number {
    return SQS_ERRORS[this.code].httpStatus;
  }

  get queryCode(): string {
    return SQS_ERRORS[this.code].queryCode;
  }
}

export const LOCAL_SQS_ERROR_CODES = [
  'directory-in-use',
  'invalid-option',
  'newer-store',
  'function-timed-out',
  'invalid-batch-response',
] as const;

export type LocalSqsErrorCode = (typeof LOCAL_SQS_ERROR_CODES)[number];

/** An error of starting or running the stand-in that SQS does not define. */
export class LocalSqsError extends Error {
  override readonly name = 'LocalSqsError';
  readonly code: LocalSqsErrorCode;

  constructor(code: LocalSqsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
