/** What the function needs, wherever it runs. */
export const INGEST_RESOURCES = {
  /** Holds an event of 6 MB as text and as bytes many times over. */
  memorySizeMB: 512,
  /**
   * Kafka's event source allows 14 minutes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
   */
  timeoutMs: 5 * 60_000,
  /** The most records of an invocation, unless they reach Lambda's 6 MB before. */
  batchSize: 100,
  maxBatchingWindowMs: 1000,
} as const;

/** What records come to; the names of the metrics, whose dimension is `service: ingest`. */
export const RECORD_OUTCOMES = ['stored', 'repeat', 'refused'] as const;
export type RecordOutcome = (typeof RECORD_OUTCOMES)[number];
