/**
 * One change of one object, as S3 tells it.
 * `key` is decoded; `sequencer` orders the events of one key, and of one key only.
 */
export interface ObjectEvent {
  readonly kind: 'created' | 'removed';
  readonly eventName: string;
  readonly eventTime: Date;
  readonly bucket: string;
  readonly key: string;
  readonly sequencer: string;
  readonly principalId: string;
  /** Absent from removals. */
  readonly eTag?: string;
  /** Absent from removals. */
  readonly byteCount?: number;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
  /** How often the message has come by now. */
  readonly receiveCount?: number;
}
