import type { DayRange } from '../api/api-client.ts';
import { formatDay, formatMonth, formatShortDay } from '../elements/format-values.ts';
import { t } from '../language/language.ts';

/** The length of time that one bar or point stands for. */
export type PeriodLength = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;
/** Longer ranges are drawn by week, so that bars stay wide enough to press. */
const MAX_DAYS = 45;
/** Longer ranges are drawn by month. */
const MAX_WEEK_DAYS = 35 * 7;

const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

function dayCountOf({ from, to }: DayRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** Returns the length with which a range of days has a readable number of periods. */
export function periodLengthOf(range: DayRange): PeriodLength {
  const dayCount = dayCountOf(range);
  if (dayCount <= MAX_DAYS) return 'day';
  return dayCount <= MAX_WEEK_DAYS ? 'week' : 'month';
}

/** Returns the period of a day: `2026-11-21`, `2026-11-16/P7D` from Monday, or `2026-11`. */
export function periodOf(day: string, length: PeriodLength): string {
  if (length === 'day') return day;
  if (length === 'month') return day.slice(0, 'YYYY-MM'.length);
  const time = Date.parse(day);
  const daysAfterMonday = (new Date(time).getUTCDay() + 6) % 7;
  return `${dayOf(time - daysAfterMonday * DAY_MS)}${WEEK}`;
}

const WEEK = '/P7D';

/** Returns all periods of a range, in their order. */
export function periodsOf(range: DayRange, length: PeriodLength): readonly string[] {
  const first = Date.parse(range.from);
  const days = Array.from({ length: dayCountOf(range) }, (_, index) =>
    periodOf(dayOf(first + index * DAY_MS), length),
  );
  return [...new Set(days)];
}

/** Returns the days of a period that lie in a range. */
export function daysOf(period: string, range: DayRange): DayRange {
  const first = isMonth(period) ? `${period}-01` : period.replace(WEEK, '');
  const last = isMonth(period)
    ? lastDayOf(period)
    : dayOf(Date.parse(first) + (period.endsWith(WEEK) ? 6 : 0) * DAY_MS);
  return { from: first > range.from ? first : range.from, to: last < range.to ? last : range.to };
}

const isMonth = (period: string): boolean => period.length === 'YYYY-MM'.length;

function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return dayOf(Date.UTC(year, number, 0));
}

/** Formats a period in short form, because many of them share an axis. */
export function formatPeriod(period: string): string {
  return isMonth(period) ? formatMonth(period) : formatShortDay(period.replace(WEEK, ''));
}

/** @example formatLongPeriod('2026-11-16/P7D') // 'Week from Nov 16, 2026' */
export function formatLongPeriod(period: string): string {
  if (isMonth(period)) return formatMonth(period);
  const day = formatDay(period.replace(WEEK, ''));
  return period.endsWith(WEEK) ? t('Week from {day}', { day }) : day;
}
