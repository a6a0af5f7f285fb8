/**
 * One change of one object. `key` is decoded; `sequencer` orders only the events of the same key.
 */
export interface ObjectEvent {
  readonly kind: 'created' | 'removed';
  readonly eventName: string;
  readonly eventTime: Date;
  readonly bucket: string;
  readonly key: string;
  readonly sequencer: string;
  readonly principalId: string;
  /** Undefined for a removal. */
  readonly eTag?: string;
  /** Undefined for a removal. */
  readonly byteCount?: number;
  /** Undefined if the bucket is not versioned. */
  readonly versionId?: string;
  /** Number of deliveries of the message so far. */
  readonly receiveCount?: number;
  /** Tracing header for what the event causes; undefined if its trace is not sampled. */
  readonly traceHeader?: string | undefined;
}
