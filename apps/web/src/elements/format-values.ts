import { currentLocale } from '../language/language.ts';

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function createFormats(locale: string) {
  const utc = { timeZone: 'UTC' } as const;
  return {
    wholeNumber: new Intl.NumberFormat(locale),
    shortNumber: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    preciseNumber: new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }),
    percent: new Intl.NumberFormat(locale, { style: 'percent' }),
    dollars: new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      maximumFractionDigits: 4,
    }),
    dateAndTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...utc }),
    clock: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...utc }),
    longDay: new Intl.DateTimeFormat(locale, { dateStyle: 'full', ...utc }),
    weekday: new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      month: 'short',
      day: 'numeric',
      ...utc,
    }),
    shortDay: new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...utc }),
    month: new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', ...utc }),
  };
}

const formatsOf = new Map<string, ReturnType<typeof createFormats>>();

/** Creating a format is slow, so each is created once for each locale. */
function formats() {
  const locale = currentLocale();
  const known = formatsOf.get(locale) ?? createFormats(locale);
  formatsOf.set(locale, known);
  return known;
}

/** @example formatBytes(1_234_567) // '1.2 MB' */
export function formatBytes(byteCount: number): string {
  let value = byteCount;
  let unit = 0;
  while (Math.abs(value) >= 999.95 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formats().shortNumber.format(value)} ${BYTE_UNITS[unit]}`;
}

/** @example formatNumber(1234.56789) // '1,234.5679' */
export function formatNumber(value: number): string {
  const { wholeNumber, preciseNumber } = formats();
  return (Number.isInteger(value) ? wholeNumber : preciseNumber).format(value);
}

/** @example formatDollars(0.0012) // '$0.0012' */
export const formatDollars = (usd: number): string => formats().dollars.format(usd);

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** Formats `YYYY-MM-DD` with the day of the week. Returns an empty text for an invalid day. */
export function formatLongDay(day: string): string {
  const time = midnight(day);
  return Number.isNaN(time.getTime()) ? '' : formats().longDay.format(time);
}

/** Formats `YYYY-MM-DD` for a narrow window: without the year if it is the current one. */
export function formatDayHeading(day: string, now = new Date()): string {
  const { weekday, date } = formats();
  return (day.startsWith(`${now.getFullYear()}-`) ? weekday : date).format(midnight(day));
}

/** Formats a time in the user's time zone. */
export const formatTime = (time: string): string => formats().dateAndTime.format(new Date(time));

/** Formats `YYYY-MM-DD`. */
export const formatDay = (day: string): string => formats().date.format(midnight(day));

/** @example formatShortDay('2026-11-21') // 'Nov 21' */
export const formatShortDay = (day: string): string => formats().shortDay.format(midnight(day));

/** @example formatMonth('2026-11') // 'Nov 2026' */
export function formatMonth(month: string): string {
  return formats().month.format(midnight(`${month}-01`));
}

/** @example formatPercent(98.4) // '98%' */
export const formatPercent = (percent: number): string => formats().percent.format(percent / 100);

/** Formats `YYYY-MM-DDTHH:MM:SS` as the local time of a clock. */
export function formatClock(localTime: string): string {
  return formats().clock.format(new Date(`${localTime}Z`));
}

/** Shorter exposures are shown as fractions. */
const SHORTEST_DECIMAL_SECONDS = 0.4;

/** @example formatExposure(0.008) // '1/125 s' */
export function formatExposure(seconds: number): string {
  return seconds < SHORTEST_DECIMAL_SECONDS
    ? `1/${Math.round(1 / seconds)} s`
    : `${formats().shortNumber.format(seconds)} s`;
}
