import type { DayRange } from '../api/api-client.ts';
import { isDay } from '../images/image-filter.ts';

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

/** Returns true if both are days of the calendar, in their order. */
export function isRange({ from, to }: DayRange): boolean {
  return isDay(from) && isDay(to) && from <= to;
}

/** Parses the parameters of the page's address; null if they are missing or invalid. */
export function rangeOfAddress(parameters: Readonly<Record<string, string>>): DayRange | null {
  const { from = '', to = '' } = parameters;
  return isRange({ from, to }) ? { from, to } : null;
}
