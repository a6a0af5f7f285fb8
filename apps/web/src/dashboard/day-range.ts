import type { DayRange } from '../api/api-client.ts';

const DAY_MS = 86_400_000;

/** The day of a time in UTC, as the warehouse counts days. */
const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** The last `dayCount` days, today among them. */
export const lastDays = (dayCount: number, nowMs = Date.now()): DayRange => ({
  from: dayOf(nowMs - (dayCount - 1) * DAY_MS),
  to: dayOf(nowMs),
});
