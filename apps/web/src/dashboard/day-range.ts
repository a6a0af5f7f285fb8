import type { DayRange } from '../api/api-client.ts';

const DAY_MS = 86_400_000;

/** Returns the day of a time in UTC, as in the warehouse. */
const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** Returns the last `dayCount` days, including today. */
export function lastDays(dayCount: number, nowMs = Date.now()): DayRange {
  return {
    from: dayOf(nowMs - (dayCount - 1) * DAY_MS),
    to: dayOf(nowMs),
  };
}

/** Returns the preceding range of the same length. */
export function rangeBefore({ from, to }: DayRange): DayRange {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  return { from: dayOf(first - (last - first) - DAY_MS), to: dayOf(first - DAY_MS) };
}
