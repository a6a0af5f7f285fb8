export { createHandler } from './create-handler.ts';
export type { HandlerDependencies } from './create-handler.ts';
export { REJECTION_CODES, RejectedRecordError } from './errors.ts';
export type { RejectionCode } from './errors.ts';
export type { KafkaEvent } from './kafka-event.ts';
export { rejectUnreadable } from './store-record.ts';
