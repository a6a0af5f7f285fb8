import { DATE_UNITS } from './date-units.ts';
import { newOperator } from './new-operator.ts';
import { ZONES } from './zones.ts';

/**
 * Extracts a part of a date or time. Decades count from 1. Milliseconds and microseconds exclude
 * the seconds that PostgreSQL adds.
 */
function partOf(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t ${type})
RETURNS double precision LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.date_unit(part)
    WHEN 'decade' THEN floor(pg_catalog.date_part('year', t) / 10) + 1
    WHEN 'second' THEN floor(pg_catalog.date_part('second', t))
    WHEN 'milliseconds' THEN floor((pg_catalog.date_part('microseconds', t)::bigint % 1000000) / 1000)
    WHEN 'microseconds' THEN pg_catalog.date_part('microseconds', t)::bigint % 1000000
    ELSE pg_catalog.date_part(redshift_internal.date_unit(part), t) END $$;`;
}

const TIMES = ['timestamp', 'timestamptz', 'interval'];

/** DATE_PART of dates, times and text; text is read as a timestamp. */
const textPart = `
-- PostgreSQL inlines it for any date, as it names t once. A date has no part below the day.
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t date)
RETURNS double precision LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.date_part(redshift_internal.date_unit(part), t)
  + CASE redshift_internal.date_unit(part) WHEN 'decade' THEN 1 ELSE 0 END $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t time)
RETURNS double precision LANGUAGE sql STABLE AS
$$ SELECT redshift_internal.date_part(part, t::interval) $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t timetz)
RETURNS double precision LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN part LIKE 'timezone%' THEN pg_catalog.date_part(part, t)
  ELSE redshift_internal.date_part(part, t::time::interval) END $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t text)
RETURNS double precision LANGUAGE sql STABLE AS
$$ SELECT redshift_internal.date_part(part, t::timestamp) $$;`;

/** EXTRACT, whose column Redshift names DATE_PART: an INTEGER except for TIMESTAMPTZ. */
function extraction(type: string): string {
  const result = type === 'timestamptz' ? 'double precision' : 'integer';
  return `
CREATE OR REPLACE FUNCTION redshift_internal.date_part(part text, t ${type}, is_extract boolean)
RETURNS ${result} LANGUAGE sql STABLE AS
$$ SELECT floor(redshift_internal.date_part(part, t))::${result} $$;`;
}

/** DATE_TRUNC of a date returns a timestamp. */
function truncation(type: string): string {
  const cast = type === 'date' || type === 'text' ? '::timestamp' : '';
  return `
CREATE OR REPLACE FUNCTION redshift_internal.date_trunc(part text, t ${type})
RETURNS ${cast === '' ? type : 'timestamp'} LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.date_trunc(redshift_internal.date_unit(part), t${cast}) $$;`;
}

const TIMES_ADDED_TO = ['timestamp', 'timestamptz', 'text', 'date', 'time', 'timetz'];

/** DATEADD takes any number, of which whole ones count. */
function addition(type: string): string {
  return ['numeric', 'double precision']
    .map(
      (number) => `
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n ${number}, t ${type})
RETURNS ${type === 'text' || type === 'date' ? 'timestamp' : type} LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.dateadd(part, n::bigint, t) $$;`,
    )
    .join('');
}

/** `SYSDATE - 1` is a day ago. A literal stays an interval: `SYSDATE + '1 hour'`. */
function daysOf(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.time_plus(t ${type}, n bigint) RETURNS ${type}
LANGUAGE sql STABLE AS $$ SELECT t + n * interval '1 day' $$;
CREATE OR REPLACE FUNCTION redshift_internal.time_minus(t ${type}, n bigint) RETURNS ${type}
LANGUAGE sql STABLE AS $$ SELECT t - n * interval '1 day' $$;
CREATE OR REPLACE FUNCTION redshift_internal.time_plus(t ${type}, n text) RETURNS ${type}
LANGUAGE sql STABLE AS $$ SELECT t + n::interval $$;
${newOperator('+', type, 'bigint', 'time_plus')}${newOperator('-', type, 'bigint', 'time_minus')}
${newOperator('+', type, 'text', 'time_plus')}`;
}

/** A date and an interval of years and months are a date; with days and seconds they are a timestamp. */
const MONTHS = `
DO $do$ BEGIN
  IF to_regtype('redshift_internal.intervaly2m') IS NULL THEN
    CREATE DOMAIN redshift_internal.intervaly2m AS interval;
  END IF;
END $do$;
CREATE OR REPLACE FUNCTION redshift_internal.intervaly2m(m interval) RETURNS redshift_internal.intervaly2m
LANGUAGE sql IMMUTABLE AS $$ SELECT m::redshift_internal.intervaly2m $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_plus(d date, m redshift_internal.intervaly2m) RETURNS date
LANGUAGE sql IMMUTABLE AS $$ SELECT (d + m::interval)::date $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_minus(d date, m redshift_internal.intervaly2m) RETURNS date
LANGUAGE sql IMMUTABLE AS $$ SELECT (d - m::interval)::date $$;
CREATE OR REPLACE FUNCTION redshift_internal.plus_date(m redshift_internal.intervaly2m, d date) RETURNS date
LANGUAGE sql IMMUTABLE AS $$ SELECT (d + m::interval)::date $$;
${newOperator('+', 'date', 'redshift_internal.intervaly2m', 'date_plus')}
${newOperator('-', 'date', 'redshift_internal.intervaly2m', 'date_minus')}
${newOperator('+', 'redshift_internal.intervaly2m', 'date', 'plus_date')}`;

/** Days are added to a date as a BIGINT too, such as ROW_NUMBER gives. */
const DAYS = `
CREATE OR REPLACE FUNCTION redshift_internal.date_plus(d date, n bigint) RETURNS date
LANGUAGE sql IMMUTABLE AS $$ SELECT d + n::integer $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_minus(d date, n bigint) RETURNS date
LANGUAGE sql IMMUTABLE AS $$ SELECT d - n::integer $$;
${['timestamp', 'timestamptz'].map(daysOf).join('')}
${newOperator('+', 'date', 'bigint', 'date_plus')}${newOperator('-', 'date', 'bigint', 'date_minus')}
CREATE OR REPLACE FUNCTION redshift_internal.skip_parts(format text, parts text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.regexp_replace(
  pg_catalog.regexp_replace(format, '(' || parts || ')(?=[a-z])', 'QQ', 'gi'), parts, 'Q', 'gi') $$;
-- Without is_strict, days, hours, minutes and seconds beyond their range count on. They are read one by one: as
-- seconds of the day, or before another number as two digits of a fraction. Q skips digits.
CREATE OR REPLACE FUNCTION redshift_internal.to_timestamp(t text, format text, is_strict boolean DEFAULT false)
RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT AS $body$
DECLARE
  parts constant text := '(?<!d)dd(?!d)|hh24|mi|(?<!s)ss(?!s)';
  result timestamptz; amounts interval := '0'; r record; other text; amount double precision; is_fixed boolean;
BEGIN
  RETURN pg_catalog.to_timestamp(t, format);
EXCEPTION WHEN datetime_field_overflow THEN
  IF is_strict OR format !~* parts THEN RAISE; END IF;
  result := pg_catalog.to_timestamp(t, redshift_internal.skip_parts(format, parts));
  FOR r IN SELECT * FROM (VALUES ('(?<!d)dd(?!d)', interval '1 day', 1), ('hh24', interval '1 hour', 0),
      ('mi', interval '1 minute', 0), ('(?<!s)ss(?!s)', interval '1 second', 0)) AS p(pattern, unit, first)
    WHERE format ~* p.pattern
  LOOP
    is_fixed := format ~* concat('(', r.pattern, ')[a-z]');
    other := pg_catalog.regexp_replace(format, r.pattern, CASE WHEN is_fixed THEN 'FF2' ELSE 'SSSS' END, 'i');
    amount := pg_catalog.date_part('epoch',
      pg_catalog.to_timestamp(t, redshift_internal.skip_parts(other, parts)) - result);
    amounts := amounts + (round((CASE WHEN is_fixed THEN amount * 100 ELSE amount END)::numeric) - r.first)::integer * r.unit;
  END LOOP;
  RETURN result + amounts;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.to_date(t text, format text, is_strict boolean DEFAULT false)
RETURNS date LANGUAGE sql STABLE AS
$$ SELECT redshift_internal.to_timestamp(t, format, is_strict)::date $$;`;

/** Declared as stable, for what casts text to an interval is no more than that: only so are they inlined. */
export const DATES = `
CREATE OR REPLACE FUNCTION pg_catalog.getdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT date_trunc('second', statement_timestamp() AT TIME ZONE current_setting('TimeZone')) $$;
CREATE OR REPLACE FUNCTION pg_catalog.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT now() AT TIME ZONE current_setting('TimeZone') $$;
${DATE_UNITS}
-- The year after 29 February ends on 1 March where there is no such day.
CREATE OR REPLACE FUNCTION redshift_internal.add_years(t timestamp, n bigint) RETURNS timestamp
LANGUAGE sql STABLE AS $$
  SELECT t + make_interval(years => n::int)
    + CASE WHEN pg_catalog.date_part('day', t) <> pg_catalog.date_part('day', t + make_interval(years => n::int))
      THEN interval '1 day' ELSE interval '0' END $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t timestamp) RETURNS timestamp
LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.date_unit(part)
    WHEN 'year' THEN redshift_internal.add_years(t, n)
    WHEN 'decade' THEN redshift_internal.add_years(t, 10 * n)
    WHEN 'century' THEN redshift_internal.add_years(t, 100 * n)
    WHEN 'millennium' THEN redshift_internal.add_years(t, 1000 * n)
    WHEN 'quarter' THEN t + make_interval(months => (3 * n)::int)
    ELSE t + n * ('1 ' || CASE redshift_internal.date_unit(part)
      WHEN 'dow' THEN 'day' WHEN 'doy' THEN 'day'
      ELSE redshift_internal.date_unit(part) END)::interval END $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.dateadd(part, n, t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t text) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.dateadd(part, n, t::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t date) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.dateadd(part, n, t::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t time) RETURNS time
LANGUAGE sql STABLE AS
$$ SELECT t + n * ('1 ' || redshift_internal.date_unit(part))::interval $$;
-- Redshift keeps a TIMETZ in UTC.
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t timetz) RETURNS timetz
LANGUAGE sql STABLE AS
$$ SELECT (t AT TIME ZONE 'UTC') + n * ('1 ' || redshift_internal.date_unit(part))::interval $$;
${TIMES_ADDED_TO.map(addition).join('')}${MONTHS}
${DAYS}
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timestamp, b timestamp) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.date_unit(part)
    WHEN 'millennium' THEN (pg_catalog.date_part('millennium', b) - pg_catalog.date_part('millennium', a))::bigint
    WHEN 'century' THEN (pg_catalog.date_part('century', b) - pg_catalog.date_part('century', a))::bigint
    WHEN 'decade' THEN (pg_catalog.date_part('decade', b) - pg_catalog.date_part('decade', a))::bigint
    WHEN 'year' THEN pg_catalog.date_part('year', b)::bigint - pg_catalog.date_part('year', a)::bigint
    WHEN 'quarter' THEN (pg_catalog.date_part('year', b) * 4 + pg_catalog.date_part('quarter', b))::bigint
                      - (pg_catalog.date_part('year', a) * 4 + pg_catalog.date_part('quarter', a))::bigint
    WHEN 'month' THEN (pg_catalog.date_part('year', b) * 12 + pg_catalog.date_part('month', b))::bigint
                    - (pg_catalog.date_part('year', a) * 12 + pg_catalog.date_part('month', a))::bigint
    WHEN 'week' THEN (pg_catalog.date_trunc('week', b)::date - pg_catalog.date_trunc('week', a)::date) / 7
    WHEN 'day' THEN b::date - a::date
    WHEN 'dow' THEN b::date - a::date
    WHEN 'doy' THEN b::date - a::date
    WHEN 'epoch' THEN (extract(epoch FROM pg_catalog.date_trunc('second', b) - pg_catalog.date_trunc('second', a)))::bigint
    WHEN 'milliseconds' THEN (extract(epoch FROM pg_catalog.date_trunc('milliseconds', b)
                                               - pg_catalog.date_trunc('milliseconds', a)) * 1000)::bigint
    WHEN 'microseconds' THEN (extract(epoch FROM b - a) * 1000000)::bigint
    ELSE (extract(epoch FROM pg_catalog.date_trunc(redshift_internal.date_unit(part), b)
                           - pg_catalog.date_trunc(redshift_internal.date_unit(part), a))
          / extract(epoch FROM ('1 ' || redshift_internal.date_unit(part))::interval))::bigint
  END $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a date, b date) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.datediff(part, a::timestamp, b::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a text, b text) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.datediff(part, a::timestamp, b::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a time, b time) RETURNS bigint
LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.datediff(part, date '2000-01-01' + a, date '2000-01-01' + b) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timetz, b timetz) RETURNS bigint
LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.datediff(part, (a AT TIME ZONE 'UTC')::time, (b AT TIME ZONE 'UTC')::time) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timestamptz, b timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.datediff(part, a AT TIME ZONE 'UTC', b AT TIME ZONE 'UTC') $$;
${ZONES}
CREATE OR REPLACE FUNCTION pg_catalog.last_day(t timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT (date_trunc('month', t) + interval '1 month - 1 day')::date $$;
CREATE OR REPLACE FUNCTION pg_catalog.add_months(t timestamp, n bigint) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN t::date = pg_catalog.last_day(t)
    THEN pg_catalog.last_day(t + make_interval(months => n::int)) + t::time
    ELSE t + make_interval(months => n::int) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.trunc(t timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT t::date $$;
CREATE OR REPLACE FUNCTION pg_catalog.date_part_year(d date) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.date_part('year', d)::integer $$;
-- Whole months between the same days of a month, or two last days; else parts of 31 days.
CREATE OR REPLACE FUNCTION pg_catalog.months_between(a timestamp, b timestamp)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT (pg_catalog.date_part('year', a) - pg_catalog.date_part('year', b)) * 12
    + pg_catalog.date_part('month', a) - pg_catalog.date_part('month', b)
    + CASE WHEN pg_catalog.date_part('day', a) = pg_catalog.date_part('day', b)
        OR (a::date = pg_catalog.last_day(a) AND b::date = pg_catalog.last_day(b)) THEN 0
      ELSE (pg_catalog.date_part('day', a) - pg_catalog.date_part('day', b)
        + (pg_catalog.date_part('epoch', a::time) - pg_catalog.date_part('epoch', b::time)) / 86400) / 31 END $$;
CREATE OR REPLACE FUNCTION pg_catalog.next_day(t timestamp, day text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  wanted integer := CASE lower(left(day, 2)) WHEN 'su' THEN 0 WHEN 'mo' THEN 1 WHEN 'm' THEN 1
    WHEN 'tu' THEN 2 WHEN 'we' THEN 3 WHEN 'w' THEN 3 WHEN 'th' THEN 4 WHEN 'fr' THEN 5
    WHEN 'f' THEN 5 WHEN 'sa' THEN 6 END;
BEGIN
  IF wanted IS NULL THEN RAISE EXCEPTION 'NEXT_DAY: % is no day of the week', day; END IF;
  RETURN t::date + 1 + (wanted - pg_catalog.date_part('dow', t)::integer + 6) % 7;
END $body$;
${TIMES.map(partOf).join('')}${textPart}
${[...TIMES, 'date', 'time', 'timetz', 'text'].map(extraction).join('')}
${['timestamp', 'timestamptz', 'interval', 'date', 'text'].map(truncation).join('')}
`;
