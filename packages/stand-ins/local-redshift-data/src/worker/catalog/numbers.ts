const TRANSITIONS: readonly (readonly [element: string, result: string])[] = [
  ['smallint', 'numeric'],
  ['integer', 'numeric'],
  ['bigint', 'numeric'],
  ['numeric', 'numeric'],
  ['real', 'double precision'],
  ['double precision', 'double precision'],
  ['date', 'timestamp'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
];

/** Their percentiles have at least one digit after the point. */
const WHOLE = new Set(['smallint', 'integer', 'bigint']);

/** Returns the continuous percentile of ordered values, interpolated between two values. */
function continuous([element, result]: (typeof TRANSITIONS)[number]): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.percentile_cont(ordered ${element}[], fraction double precision)
RETURNS ${result} LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  place numeric := (cardinality(ordered) - 1) * fraction::numeric;
  low integer := floor(place)::integer + 1; high integer := ceil(place)::integer + 1;
BEGIN
  IF low = high THEN RETURN ordered[low]::${WHOLE.has(element) ? 'numeric(38, 1)' : result}; END IF;
  RETURN ordered[low]::${WHOLE.has(element) ? 'numeric(38, 1)' : result} + (ordered[high]::${result} - ordered[low]::${result}) * (place - floor(place))::double precision::${result === 'numeric' ? 'numeric' : 'double precision'};
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.median(ordered ${element}[]) RETURNS ${result}
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.percentile_cont(ordered, 0.5) $$;`;
}

/** A whole number stays one. */
function roundedWhole(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.round(x ${type}) RETURNS ${type}
LANGUAGE sql IMMUTABLE AS $$ SELECT x $$;
CREATE OR REPLACE FUNCTION redshift_internal.round(x ${type}, n integer) RETURNS ${type}
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.round(x::numeric, n)::${type} $$;`;
}

/** TO_CHAR of a number. Text in quotes is kept. */
function formatted(type: string): string {
  const postgresType = type === 'smallint' ? 'integer' : type;
  return `
CREATE OR REPLACE FUNCTION redshift_internal.to_char(x ${type}, format text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.to_char(x::${postgresType}, CASE WHEN format !~* 'l' THEN format
    ELSE pg_catalog.regexp_replace(pg_catalog.regexp_replace(format, '("[^"]*")|l', '\\1"$"', 'gi'), '("[^"]+")"\\$"', '\\1', 'g') END) $$;`;
}

/** A TIMESTAMP has no zone: TO_CHAR writes it as UTC. */
const IN_UTC = `
CREATE OR REPLACE FUNCTION redshift_internal.to_char_in_utc(x timestamptz, format text) RETURNS text
LANGUAGE sql STABLE SET TimeZone = 'UTC' AS $$ SELECT pg_catalog.to_char(x, format) $$;
CREATE OR REPLACE FUNCTION redshift_internal.to_char(x timestamp, format text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN format ~* 'tz|of' THEN redshift_internal.to_char_in_utc(x AT TIME ZONE 'UTC', format)
  ELSE pg_catalog.to_char(x, format) END $$;`;

function formattedTime(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.to_char(x ${type}, format text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.to_char(x, format) $$;`;
}

/** Mathematical functions, and percentiles of windows. */
export const NUMBERS = `
-- A half is rounded away from zero, in floating point too.
CREATE OR REPLACE FUNCTION redshift_internal.round(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.round(x::numeric)::double precision $$;
CREATE OR REPLACE FUNCTION redshift_internal.round(x double precision, n integer) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.round(x::numeric, n)::double precision $$;
CREATE OR REPLACE FUNCTION redshift_internal.round(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.round(x) $$;
CREATE OR REPLACE FUNCTION redshift_internal.round(x numeric, n integer) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.round(x, n) $$;
${['integer', 'bigint'].map(roundedWhole).join('')}
-- L is the dollar sign, where PostgreSQL's locale has none.
${['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'].map(formatted).join('')}
${['timestamptz', 'interval'].map(formattedTime).join('')}${IN_UTC}
CREATE OR REPLACE FUNCTION pg_catalog.trunc(x double precision, n integer) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.trunc(x::numeric, n)::double precision $$;
CREATE OR REPLACE FUNCTION pg_catalog.dexp(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.exp(x) $$;
CREATE OR REPLACE FUNCTION pg_catalog.dlog1(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.ln(x) $$;
CREATE OR REPLACE FUNCTION pg_catalog.dlog10(x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.log(x) $$;
-- DECIMALs are divided as whole numbers are: what is left over is cut off.
CREATE OR REPLACE FUNCTION redshift_internal.quotient(a numeric, b numeric, factor numeric, unit numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.div(a * factor, b) * unit $$;
-- An average of DECIMALs keeps their scale: it is computed together with their sum, which has it.
CREATE OR REPLACE FUNCTION redshift_internal.avg(average numeric, total numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.trunc(average, pg_catalog.scale(total)) $$;
CREATE OR REPLACE FUNCTION redshift_internal.avg(average bigint, total numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT average $$;
CREATE OR REPLACE FUNCTION redshift_internal.avg(average bigint, total bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT average $$;
CREATE OR REPLACE FUNCTION redshift_internal.avg(average double precision, total double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$ SELECT average $$;
CREATE OR REPLACE FUNCTION redshift_internal.ratio_to_report(x double precision, total double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$ SELECT x / NULLIF(total, 0) $$;
CREATE OR REPLACE FUNCTION redshift_internal.percentile_disc(ordered anyarray, fraction double precision)
RETURNS anyelement LANGUAGE sql IMMUTABLE AS
$$ SELECT ordered[greatest(1, ceil(fraction * cardinality(ordered))::integer)] $$;
${TRANSITIONS.map(continuous).join('')}
CREATE OR REPLACE AGGREGATE redshift_internal.collected(anynonarray) (
  SFUNC = array_agg_transfn, STYPE = internal, FINALFUNC = array_agg_finalfn, FINALFUNC_EXTRA);
CREATE OR REPLACE FUNCTION redshift_internal.kept(state anyelement, value anyelement) RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT state $$;
CREATE OR REPLACE FUNCTION redshift_internal.replaced(state anyelement, value anyelement)
RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT value $$;
-- Strict: they begin with the first value that is not NULL, and skip those that are.
CREATE OR REPLACE AGGREGATE redshift_internal.first_value(anyelement) (
  SFUNC = redshift_internal.kept, STYPE = anyelement);
CREATE OR REPLACE AGGREGATE redshift_internal.last_value(anyelement) (
  SFUNC = redshift_internal.replaced, STYPE = anyelement);
CREATE OR REPLACE FUNCTION redshift_internal.nth_value(present anyarray, n bigint) RETURNS anyelement
LANGUAGE sql IMMUTABLE AS $$ SELECT present[n] $$;
CREATE OR REPLACE FUNCTION redshift_internal.lead(present anyarray, n bigint DEFAULT 1)
RETURNS anyelement LANGUAGE sql IMMUTABLE AS $$ SELECT present[n] $$;
CREATE OR REPLACE FUNCTION redshift_internal.lag(present anyarray, n bigint DEFAULT 1)
RETURNS anyelement LANGUAGE sql IMMUTABLE AS $$ SELECT present[cardinality(present) - n + 1] $$;
`;
