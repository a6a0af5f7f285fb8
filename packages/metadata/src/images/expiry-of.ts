const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns when data that arrived at a time expires. */
export function expiryOf(arrivedAt: Date, retentionDays: number): Date {
  return new Date(arrivedAt.getTime() + retentionDays * DAY_MS);
}

/** The times of a message. */
export interface MessageTimes {
  readonly sentAt: Date;
  /** Time of the object that the message is about, if it can be read. */
  readonly eventTime: Date | undefined;
}

/** Returns when the record of a message expires: not later than its object, which may be older. */
export function failureExpiryOf(
  { sentAt, eventTime = sentAt }: MessageTimes,
  retentionDays: number,
): Date {
  return expiryOf(eventTime < sentAt ? eventTime : sentAt, retentionDays);
}
