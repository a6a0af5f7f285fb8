import type { MessageAttributes } from './message-attributes.ts';

export interface SendOptions {
  /** Seconds until the message can be received, 0–900; the queue's DelaySeconds by default. */
  readonly delaySeconds?: number | undefined;
  readonly messageAttributes?: MessageAttributes | undefined;
  /** The AWSTraceHeader system attribute. */
  readonly traceHeader?: string | undefined;
  /** Whose message it is. A FIFO queue keeps the order within a group, and wants one. */
  readonly groupId?: string | undefined;
  /** In a FIFO queue; the SHA-256 of the body where the queue has ContentBasedDeduplication. */
  readonly deduplicationId?: string | undefined;
}

export interface SentMessage {
  readonly messageId: string;
  readonly md5OfBody: string;
  readonly md5OfMessageAttributes: string | undefined;
  /** In a FIFO queue: 20 digits, rising. */
  readonly sequenceNumber: string | undefined;
}

export interface ReceiveOptions {
  /** At most this many messages, 1 by default. SQS's limit of 10 holds over the socket only. */
  readonly maxNumberOfMessages?: number;
  /** The queue's VisibilityTimeout by default. */
  readonly visibilityTimeoutMs?: number | undefined;
  /** How long to wait for a first message; the queue's ReceiveMessageWaitTimeSeconds by default. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting with no message. */
  readonly signal?: AbortSignal;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly messageAttributes: MessageAttributes;
  readonly sentMs: number;
  readonly firstReceivedMs: number;
  readonly receiveCount: number;
  readonly traceHeader: string | undefined;
  readonly deadLetterQueueSourceArn: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
}
