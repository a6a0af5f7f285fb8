/**
 * What Redshift has and PostgreSQL lacks, as SQL: run once over a new database, and again when it
 * changes. Functions lie in `pg_catalog`, so that they are found whatever the search path is.
 */
const INTERNAL = `
CREATE SCHEMA IF NOT EXISTS redshift_internal;
CREATE TABLE IF NOT EXISTS redshift_internal.committed (
  key text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS redshift_internal.load_error (
  query_id bigint, table_id oid, start_time timestamp DEFAULT (now() AT TIME ZONE 'UTC'),
  file_name text, line_number bigint, column_name text, column_type text, column_length text,
  position_number integer, error_code integer, error_message text);

-- VARCHAR(n) counts bytes in Redshift and characters here: each such column gets a check. Those
-- that this transaction made or changed are found by the transaction that wrote their row.
CREATE OR REPLACE FUNCTION redshift_internal.check_byte_lengths() RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
  r record;
  this_transaction bigint := pg_current_xact_id()::text::bigint & 4294967295;
BEGIN
  FOR r IN
    WITH changed AS MATERIALIZED (
      SELECT a.attrelid, a.attname, a.attnum, a.atttypmod - 4 AS n,
             'redshift_bytes_' || a.attnum || '_' AS prefix
      FROM pg_attribute a
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid IN (1042, 1043) AND a.atttypmod > 4
        AND a.xmin::text::bigint >= this_transaction
    )
    -- One ALTER TABLE a table: each one costs much more than what it alters.
    SELECT c.oid::regclass AS tbl, string_agg(concat_ws(', ',
             CASE WHEN k.conname IS NOT NULL THEN format('DROP CONSTRAINT %I', k.conname) END,
             format('ADD CONSTRAINT %I CHECK (octet_length(%I) <= %s)',
                    changed.prefix || changed.n, changed.attname, changed.n)), ', ') AS actions
    FROM changed JOIN pg_class c ON c.oid = changed.attrelid AND c.relkind = 'r'
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
      AND starts_with(k.conname, changed.prefix)
    WHERE k.conname IS DISTINCT FROM changed.prefix || changed.n
    GROUP BY c.oid
  LOOP
    EXECUTE format('ALTER TABLE %s %s', r.tbl, r.actions);
  END LOOP;
END $body$;
`;

/** Declared as stable, for what casts text to an interval is no more than that: only so are they inlined. */
const DATES = `
CREATE OR REPLACE FUNCTION pg_catalog.getdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT date_trunc('second', statement_timestamp() AT TIME ZONE current_setting('TimeZone')) $$;
CREATE OR REPLACE FUNCTION pg_catalog.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT now() AT TIME ZONE current_setting('TimeZone') $$;
CREATE OR REPLACE FUNCTION redshift_internal.date_unit(part text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE lower(part)
    WHEN 'y' THEN 'year' WHEN 'yr' THEN 'year' WHEN 'yrs' THEN 'year' WHEN 'years' THEN 'year'
    WHEN 'qtr' THEN 'quarter' WHEN 'qtrs' THEN 'quarter' WHEN 'quarters' THEN 'quarter'
    WHEN 'mon' THEN 'month' WHEN 'mons' THEN 'month' WHEN 'months' THEN 'month'
    WHEN 'w' THEN 'week' WHEN 'weeks' THEN 'week' WHEN 'd' THEN 'day' WHEN 'days' THEN 'day'
    WHEN 'h' THEN 'hour' WHEN 'hr' THEN 'hour' WHEN 'hrs' THEN 'hour' WHEN 'hours' THEN 'hour'
    WHEN 'm' THEN 'minute' WHEN 'min' THEN 'minute' WHEN 'mins' THEN 'minute'
    WHEN 'minutes' THEN 'minute' WHEN 's' THEN 'second' WHEN 'sec' THEN 'second'
    WHEN 'secs' THEN 'second' WHEN 'seconds' THEN 'second'
    WHEN 'ms' THEN 'milliseconds' WHEN 'millisecond' THEN 'milliseconds'
    WHEN 'us' THEN 'microseconds' WHEN 'microsecond' THEN 'microseconds'
    ELSE lower(part) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t timestamp) RETURNS timestamp
LANGUAGE sql STABLE AS $$
  SELECT t + CASE redshift_internal.date_unit(part)
    WHEN 'quarter' THEN make_interval(months => (3 * n)::int)
    ELSE n * ('1 ' || redshift_internal.date_unit(part))::interval END $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.dateadd(part, n, t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t text) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.dateadd(part, n, t::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(part text, n bigint, t date) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.dateadd(part, n, t::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timestamp, b timestamp) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.date_unit(part)
    WHEN 'year' THEN date_part('year', b)::bigint - date_part('year', a)::bigint
    WHEN 'quarter' THEN (date_part('year', b) * 4 + date_part('quarter', b))::bigint
                      - (date_part('year', a) * 4 + date_part('quarter', a))::bigint
    WHEN 'month' THEN (date_part('year', b) * 12 + date_part('month', b))::bigint
                    - (date_part('year', a) * 12 + date_part('month', a))::bigint
    WHEN 'week' THEN (date_trunc('week', b)::date - date_trunc('week', a)::date) / 7
    WHEN 'day' THEN b::date - a::date
    WHEN 'milliseconds' THEN (extract(epoch FROM b - a) * 1000)::bigint
    WHEN 'microseconds' THEN (extract(epoch FROM b - a) * 1000000)::bigint
    ELSE (extract(epoch FROM date_trunc(redshift_internal.date_unit(part), b)
                           - date_trunc(redshift_internal.date_unit(part), a))
          / extract(epoch FROM ('1 ' || redshift_internal.date_unit(part))::interval))::bigint
  END $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a date, b date) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.datediff(part, a::timestamp, b::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a text, b text) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.datediff(part, a::timestamp, b::timestamp) $$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timestamptz, b timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.datediff(part, a AT TIME ZONE 'UTC', b AT TIME ZONE 'UTC') $$;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(target text, t timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$ SELECT (t AT TIME ZONE 'UTC') AT TIME ZONE target $$;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(source text, target text, t timestamp)
RETURNS timestamp LANGUAGE sql IMMUTABLE AS
$$ SELECT (t AT TIME ZONE source) AT TIME ZONE target $$;
CREATE OR REPLACE FUNCTION pg_catalog.last_day(t timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT (date_trunc('month', t) + interval '1 month - 1 day')::date $$;
CREATE OR REPLACE FUNCTION pg_catalog.add_months(t timestamp, n bigint) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN t::date = pg_catalog.last_day(t)
    THEN pg_catalog.last_day(t + make_interval(months => n::int)) + t::time
    ELSE t + make_interval(months => n::int) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.trunc(t timestamp) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT t::date $$;
`;

const TEXTS = `
CREATE OR REPLACE FUNCTION pg_catalog.len(t text) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT length(t) $$;
CREATE OR REPLACE FUNCTION pg_catalog.charindex(part text, t text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT strpos(t, part) $$;
CREATE OR REPLACE FUNCTION redshift_internal.parse_digits(t text, base integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  digits text := lower(trim(t)); value numeric := 0; digit integer; sign integer := 1;
BEGIN
  IF left(digits, 1) = '-' THEN sign := -1; digits := substr(digits, 2); END IF;
  IF base = 16 AND left(digits, 2) = '0x' THEN digits := substr(digits, 3); END IF;
  IF digits = '' THEN RAISE EXCEPTION 'The input % is not valid to be converted to base %', t, base; END IF;
  FOR i IN 1..length(digits) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(digits, i, 1)) - 1;
    IF digit < 0 OR digit >= base THEN
      RAISE EXCEPTION 'The input % is not valid to be converted to base %', t, base;
    END IF;
    value := value * base + digit;
  END LOOP;
  IF value * sign NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
    RAISE EXCEPTION 'The value for % exceeds the limit of a BIGINT', t;
  END IF;
  RETURN value * sign;
END $body$;
-- Hexadecimal digits of hashes are parsed by the million: PostgreSQL has a cast for them.
CREATE OR REPLACE FUNCTION pg_catalog.strtol(t text, base integer) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN base = 16 AND t ~ '^[0-9a-fA-F]{1,15}$'
    THEN ('x' || lpad(t, 16, '0'))::bit(64)::bigint
    ELSE redshift_internal.parse_digits(t, base) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.sha2(t text, bits integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(CASE bits WHEN 224 THEN sha224(t::bytea) WHEN 384 THEN sha384(t::bytea)
    WHEN 512 THEN sha512(t::bytea) ELSE sha256(t::bytea) END, 'hex') $$;
CREATE OR REPLACE FUNCTION redshift_internal.join_text(state text, value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  ELSE coalesce(state, '') || value END $$;
CREATE OR REPLACE FUNCTION redshift_internal.join_text(state text, value text, delimiter text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  WHEN state IS NULL THEN value ELSE state || delimiter || value END $$;
CREATE OR REPLACE AGGREGATE pg_catalog.listagg(text) (
  SFUNC = redshift_internal.join_text, STYPE = text);
CREATE OR REPLACE AGGREGATE pg_catalog.listagg(text, text) (
  SFUNC = redshift_internal.join_text, STYPE = text);
CREATE OR REPLACE FUNCTION redshift_internal.append_number(state numeric[], value numeric)
RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  ELSE array_append(state, value) END $$;
CREATE OR REPLACE FUNCTION redshift_internal.middle(state numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE AS
$$ SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY n))::numeric FROM unnest(state) n $$;
CREATE OR REPLACE AGGREGATE pg_catalog.median(numeric) (
  SFUNC = redshift_internal.append_number, STYPE = numeric[], INITCOND = '{}',
  FINALFUNC = redshift_internal.middle);
`;

const JSON = `
CREATE OR REPLACE FUNCTION pg_catalog.json_parse(t text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
$$ SELECT t::jsonb $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_serialize(v jsonb) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT v::text $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_typeof(v jsonb) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT jsonb_typeof(v) $$;
CREATE OR REPLACE FUNCTION pg_catalog.get_array_length(v jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE jsonb_typeof(v) WHEN 'array' THEN jsonb_array_length(v) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON OBJECT $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json_array(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON ARRAY $$;
CREATE OR REPLACE FUNCTION pg_catalog.can_json_parse(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_array_length(t text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT jsonb_array_length(t::jsonb) $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(t text, VARIADIC path text[])
RETURNS varchar LANGUAGE sql IMMUTABLE AS $$ SELECT t::jsonb #>> path $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_array_element_text(t text, n integer)
RETURNS varchar LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN n >= 0 THEN t::jsonb ->> n END $$;
`;

/** AVG of integers is an integer in Redshift: the built-in aggregates get another last step. */
const AVERAGES = `
CREATE OR REPLACE FUNCTION redshift_internal.truncated_average(state bigint[]) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN state[1] > 0 THEN state[2] / state[1] END $$;
CREATE OR REPLACE FUNCTION redshift_internal.add_to_average(state numeric[], value bigint)
RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  ELSE ARRAY[state[1] + 1, state[2] + value] END $$;
CREATE OR REPLACE FUNCTION redshift_internal.truncated_average(state numeric[]) RETURNS bigint
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN state[1] > 0 THEN trunc(state[2] / state[1])::bigint END $$;
UPDATE pg_proc SET prorettype = 'bigint'::regtype
  WHERE oid IN ('avg(smallint)'::regprocedure, 'avg(integer)'::regprocedure,
                'avg(bigint)'::regprocedure);
UPDATE pg_aggregate SET
    aggfinalfn = 'redshift_internal.truncated_average(bigint[])'::regprocedure,
    aggmfinalfn = 'redshift_internal.truncated_average(bigint[])'::regprocedure
  WHERE aggfnoid IN ('avg(smallint)'::regprocedure, 'avg(integer)'::regprocedure);
UPDATE pg_aggregate SET
    aggtransfn = 'redshift_internal.add_to_average(numeric[], bigint)'::regprocedure,
    aggfinalfn = 'redshift_internal.truncated_average(numeric[])'::regprocedure,
    aggcombinefn = 0, aggserialfn = 0, aggdeserialfn = 0, aggmtransfn = 0, aggminvtransfn = 0,
    aggmfinalfn = 0, aggtranstype = 'numeric[]'::regtype, aggtransspace = 0, aggmtranstype = 0,
    aggmtransspace = 0, agginitval = '{0,0}', aggminitval = NULL
  WHERE aggfnoid = 'avg(bigint)'::regprocedure;
`;

const VIEWS = `
CREATE OR REPLACE VIEW pg_catalog.sys_load_error_detail AS
  SELECT 100 AS user_id, query_id, current_database()::text AS database_name, table_id,
    start_time, file_name, line_number, column_name, column_type, column_length,
    position_number AS "position", error_code, error_message
  FROM redshift_internal.load_error;
CREATE OR REPLACE VIEW pg_catalog.svv_tables AS
  SELECT table_catalog::text, table_schema::text, table_name::text, table_type::text,
    NULL::text AS remarks
  FROM information_schema.tables WHERE table_schema <> 'redshift_internal' AND NOT starts_with(table_schema, 'redshift_kept_');
CREATE OR REPLACE VIEW pg_catalog.svv_columns AS
  SELECT table_catalog::text, table_schema::text, table_name::text, column_name::text,
    ordinal_position::integer, column_default::text, is_nullable::text,
    CASE data_type WHEN 'jsonb' THEN 'super' ELSE data_type END::text AS data_type,
    character_maximum_length::integer, numeric_precision::integer, numeric_scale::integer
  FROM information_schema.columns WHERE table_schema <> 'redshift_internal' AND NOT starts_with(table_schema, 'redshift_kept_');
GRANT SELECT ON pg_catalog.sys_load_error_detail, pg_catalog.svv_tables,
  pg_catalog.svv_columns TO PUBLIC;
GRANT USAGE ON SCHEMA redshift_internal TO PUBLIC;
`;

export const REDSHIFT_CATALOG = [
  'SET LOCAL allow_system_table_mods = on;',
  INTERNAL,
  DATES,
  TEXTS,
  JSON,
  AVERAGES,
  VIEWS,
].join('\n');
