const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

const wholeNumber = new Intl.NumberFormat('en');
const shortNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const preciseNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 4 });
const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const dateOnly = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const longDay = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });

/** @example formatBytes(1_234_567) // '1.2 MB' */
export function formatBytes(byteCount: number): string {
  let value = byteCount;
  let unit = 0;
  while (Math.abs(value) >= 999.95 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${shortNumber.format(value)} ${BYTE_UNITS[unit]}`;
}

/** @example formatNumber(1234.56789) // '1,234.5679' */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? wholeNumber.format(value) : preciseNumber.format(value);
}

/** Formats `YYYY-MM-DD` with the day of the week. Returns an empty text for an invalid day. */
export function formatLongDay(day: string): string {
  const time = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time.getTime()) ? '' : longDay.format(time);
}

/** Formats a time in the user's time zone. */
export const formatTime = (time: string): string => dateAndTime.format(new Date(time));

/** Formats `YYYY-MM-DD`. */
export const formatDay = (day: string): string => dateOnly.format(new Date(`${day}T00:00:00Z`));

/** @example formatPercent(98.4) // '98%' */
export const formatPercent = (percent: number): string => `${Math.round(percent)}%`;

/** Formats `YYYY-MM-DDTHH:MM:SS` as the local time of a clock. */
export const formatClock = (localTime: string): string => clock.format(new Date(`${localTime}Z`));

/** Shorter exposures are shown as fractions. */
const SHORTEST_DECIMAL_SECONDS = 0.4;

/** @example formatExposure(0.008) // '1/125 s' */
export function formatExposure(seconds: number): string {
  return seconds < SHORTEST_DECIMAL_SECONDS
    ? `1/${Math.round(1 / seconds)} s`
    : `${shortNumber.format(seconds)} s`;
}
