const TIMEOUT_MS = 60_000;
const DAY_S = 24 * 60 * 60;

/** What the function, and the queues that it drains, need wherever they run. */
export const FAILURES_RESOURCES = {
  memorySizeMB: 256,
  timeoutMs: TIMEOUT_MS,
  batchSize: 10,
  /**
   * Of the queues of dead letters and of refused records: six times the function's timeout.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  visibilityTimeoutMs: 6 * TIMEOUT_MS,
} as const;

/** The metric that alarms: how many messages were parked. Its dimension is `service: failures`. */
export const DEAD_LETTERS_METRIC = 'DeadLetters';

/**
 * How long queues keep messages, in seconds, so that together they keep none longer than images are
 * kept. A dead letter's age counts from its first sending; a parked message's begins anew.
 */
export function queueRetention(retentionDays: number): {
  readonly eventsS: number;
  /** Longer than that of events, so that the oldest dead letter still has time to be parked. */
  readonly deadLettersS: number;
  readonly parkingS: number;
} {
  const parkingS = Math.floor((retentionDays * DAY_S * 3) / 7);
  return { eventsS: parkingS, deadLettersS: retentionDays * DAY_S - parkingS, parkingS };
}
