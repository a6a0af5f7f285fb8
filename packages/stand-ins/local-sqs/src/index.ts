export { LOCAL_SQS_ERROR_CODES, LocalSqsError, SQS_ERRORS, SqsServiceError } from './errors.ts';
export type { LocalSqsErrorCode, SqsErrorCode } from './errors.ts';
export { startEventSourceMapping } from './event-source-mapping.ts';
export type {
  EventSourceMapping,
  EventSourceMappingOptions,
  FailedInvocation,
  SqsHandler,
} from './event-source-mapping.ts';
export { createLambdaContext } from './lambda-context.ts';
export type { LambdaContextOptions } from './lambda-context.ts';
export type { MessageAttribute, MessageAttributes } from './message-attributes.ts';
export type { QueueCounts } from './stored-message.ts';
export type { Queue } from './queue.ts';
export type {
  ReceivedMessage,
  ReceiveOptions,
  SendOptions,
  SentMessage,
} from './queue-messages.ts';
export type { QueueAttributes } from './queue-attributes.ts';
export type { CreateQueueOptions } from './queue-service.ts';
export { startLocalSqs } from './start-local-sqs.ts';
export type { LocalSqs, LocalSqsOptions } from './start-local-sqs.ts';
