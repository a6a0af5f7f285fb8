import type { ReceivedMessage } from './queue-messages.ts';

/** Signatures are not verified, so every message has the same sender. */
const SENDER_ID = 'local';

export interface MessageSystemAttributes {
  readonly SenderId: string;
  readonly SentTimestamp: string;
  readonly ApproximateReceiveCount: string;
  readonly ApproximateFirstReceiveTimestamp: string;
  readonly AWSTraceHeader?: string;
  readonly DeadLetterQueueSourceArn?: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly SequenceNumber?: string;
}

/**
 * The system attributes of a message by their names in SQS and Lambda. All values are text; times
 * are epoch milliseconds.
 */
export function messageSystemAttributes(message: ReceivedMessage): MessageSystemAttributes {
  return {
    SenderId: SENDER_ID,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterQueueSourceArn !== undefined && {
      DeadLetterQueueSourceArn: message.deadLetterQueueSourceArn,
    }),
    ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== undefined && {
      MessageDeduplicationId: message.deduplicationId,
    }),
    ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
  };
}
