/** A message in the store. Times are epoch milliseconds. */
export interface StoredMessage {
  readonly id: number;
  readonly message_id: string;
  readonly body: string;
  readonly md5_of_body: string;
  /** JSON of the message attributes. */
  readonly attributes: string;
  readonly trace_header: string | null;
  readonly sent_ms: number;
  readonly receive_count: number;
  readonly first_received_ms: number;
  readonly receipt: string;
  /** In a dead-letter queue, the queue that the message came from. */
  readonly dead_letter_source: string | null;
  /** Empty when the message has no group. */
  readonly group_id: string;
  readonly deduplication_id: string | null;
  /** Null in standard queues. */
  readonly sequence: number | null;
}

export interface NewMessage {
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: string;
  readonly traceHeader: string | undefined;
  readonly sentMs: number;
  readonly visibleAtMs: number;
  readonly groupId: string | undefined;
  /** For a FIFO queue. */
  readonly deduplication: Deduplication | undefined;
}

export interface Deduplication {
  readonly id: string;
  /** The id, prefixed with the group if deduplication applies within the group. */
  readonly key: string;
}

/** The inserted message, or the earlier one of which it is a duplicate. */
export interface InsertedMessage {
  readonly messageId: string;
  readonly sequence: number | undefined;
}

export interface ClaimRequest {
  readonly isFifo: boolean;
  readonly queue: string;
  readonly nowMs: number;
  readonly maxNumberOfMessages: number;
  readonly visibilityTimeoutMs: number;
  readonly retentionMs: number;
  readonly redrivePolicy:
    { readonly deadLetterQueue: string; readonly maxReceiveCount: number } | undefined;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}
