/** The resources of the function, wherever it runs. */
export const INGEST_RESOURCES = {
  /** Enough for several copies of an event of 6 MB, as text and as bytes. */
  memorySizeMB: 512,
  /**
   * Lambda's Kafka event source allows up to 14 minutes.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
   */
  timeoutMs: 5 * 60_000,
  /** The maximum number of records in an event. Lambda's limit of 6 MB may be reached earlier. */
  batchSize: 100,
  maxBatchingWindowMs: 1000,
} as const;

/** The outcomes of records, and the names of the metrics, whose dimension is `service: ingest`. */
export const RECORD_OUTCOMES = ['stored', 'repeat', 'refused'] as const;
export type RecordOutcome = (typeof RECORD_OUTCOMES)[number];
