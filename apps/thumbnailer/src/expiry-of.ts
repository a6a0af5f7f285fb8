const DAY_MS = 24 * 60 * 60 * 1000;

/** When what arrived at a time has to be gone. */
export function expiryOf(arrivedAt: Date, retentionDays: number): Date {
  return new Date(arrivedAt.getTime() + retentionDays * DAY_MS);
}
