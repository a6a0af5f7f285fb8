export { connect } from './connect.ts';
export { createHandler } from './create-handler.ts';
export type { HandlerDependencies } from './create-handler.ts';
export { REFUSAL_CODES, RefusedRecordError } from './errors.ts';
export type { RefusalCode } from './errors.ts';
export type { KafkaEvent } from './kafka-event.ts';
export { rejectUnreadable } from './store-record.ts';
