/**
 * Date parts with their synonyms.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
 */
const UNITS: Readonly<Record<string, string>> = {
  millennium: 'millennia mil mils',
  century: 'centuries c cent cents',
  decade: 'decades dec decs',
  epoch: '',
  year: 'years y yr yrs',
  quarter: 'quarters qtr qtrs',
  month: 'months mon mons',
  week: 'weeks w',
  dow: 'dayofweek dw weekday',
  doy: 'dayofyear dy yearday',
  day: 'days d',
  hour: 'hours h hr hrs',
  minute: 'minutes m min mins',
  second: 'seconds s sec secs',
  milliseconds: 'millisecond ms msec msecs msecond mseconds millisec millisecs millisecon',
  microseconds: 'microsecond microsec microsecs usecond useconds us usec usecs',
};

const NAMES = new Set(
  Object.entries(UNITS).flatMap(([unit, names]) => [unit, ...names.split(' ')]),
);
const OF_ZONES = new Set(['timezone', 'timezone_hour', 'timezone_minute']);

/** Returns true for the name of a date part, in any case. */
export function isDatePart(name: string): boolean {
  const part = name.trim().toLowerCase();
  return NAMES.has(part) || OF_ZONES.has(part);
}

const cases = Object.entries(UNITS).flatMap(([unit, names]) =>
  names
    .split(' ')
    .filter((name) => name !== '')
    .map((name) => `WHEN '${name}' THEN '${unit}'`),
);

/**
 * Normalises the name of a date part: `quarter` for `redshift_internal.date_unit('qtr')`; unknown
 * names are unchanged.
 */
export const DATE_UNITS = `
CREATE OR REPLACE FUNCTION redshift_internal.date_unit(part text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE lower(part)
    ${cases.join('\n    ')}
    ELSE lower(part) END $$;
`;
