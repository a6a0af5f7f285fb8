const DAY_MS = 24 * 60 * 60 * 1000;

/** When what arrived at a time has to be gone. */
export function expiryOf(arrivedAt: Date, retentionDays: number): Date {
  return new Date(arrivedAt.getTime() + retentionDays * DAY_MS);
}

/** The times that a message tells. */
export interface MessageTimes {
  readonly sentAt: Date;
  /** Of the object that the message is about, if that can be read. */
  readonly eventTime: Date | undefined;
}

/** When what is noted of a message has to be gone: no later than its object, which may be older. */
export function failureExpiryOf(
  { sentAt, eventTime = sentAt }: MessageTimes,
  retentionDays: number,
): Date {
  return expiryOf(eventTime < sentAt ? eventTime : sentAt, retentionDays);
}
