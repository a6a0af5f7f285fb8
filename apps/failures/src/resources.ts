const TIMEOUT_MS = 60_000;
const DAY_S = 24 * 60 * 60;

/** The resources of the function and its queues, wherever they run. */
export const FAILURES_RESOURCES = {
  memorySizeMB: 256,
  timeoutMs: TIMEOUT_MS,
  batchSize: 10,
  /**
   * The visibility timeout of the queues of dead letters and rejected records: six times the
   * function's timeout.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  visibilityTimeoutMs: 6 * TIMEOUT_MS,
} as const;

/**
 * The metric with an alarm: the number of parked messages. Its dimension is `service: failures`.
 */
export const DEAD_LETTERS_METRIC = 'DeadLetters';

/**
 * Returns the retention of the queues in seconds. Together they store no message longer than images
 * are retained. The age of a dead letter counts from its first sending, that of a parked message
 * from its parking.
 */
export function queueRetention(retentionDays: number): {
  readonly eventsS: number;
  /** Longer than that of events, so that there is time to park the oldest dead letter. */
  readonly deadLettersS: number;
  readonly parkingS: number;
} {
  const parkingS = Math.floor((retentionDays * DAY_S * 3) / 7);
  return { eventsS: parkingS, deadLettersS: retentionDays * DAY_S - parkingS, parkingS };
}
