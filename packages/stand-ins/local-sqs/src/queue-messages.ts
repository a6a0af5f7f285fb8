import type { MessageAttributes } from './message-attributes.ts';

export interface SendOptions {
  /** Seconds until the message can be received, 0–900; the queue's DelaySeconds by default. */
  readonly delaySeconds?: number | undefined;
  readonly messageAttributes?: MessageAttributes | undefined;
  /** The AWSTraceHeader system attribute. */
  readonly traceHeader?: string | undefined;
  /** The message group. A FIFO queue requires one and keeps the order within it. */
  readonly groupId?: string | undefined;
  /**
   * For a FIFO queue. By default the SHA-256 of the body, if ContentBasedDeduplication is enabled.
   */
  readonly deduplicationId?: string | undefined;
}

export interface SentMessage {
  readonly messageId: string;
  readonly md5OfBody: string;
  readonly md5OfMessageAttributes: string | undefined;
  /** For a FIFO queue: 20 digits that increase. */
  readonly sequenceNumber: string | undefined;
}

export interface ReceiveOptions {
  /**
   * The maximum number of messages; 1 by default. SQS's limit of 10 applies over the socket only.
   */
  readonly maxNumberOfMessages?: number;
  /** By default the queue's VisibilityTimeout. */
  readonly visibilityTimeoutMs?: number | undefined;
  /**
   * How long to wait for the first message; by default the queue's ReceiveMessageWaitTimeSeconds.
   */
  readonly waitMs?: number | undefined;
  /** Ends the wait without messages. */
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
