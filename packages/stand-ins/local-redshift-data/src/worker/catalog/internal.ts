/**
 * Internal tables of the stand-in, and functions that count the length of a VARCHAR in bytes.
 */
export const INTERNAL = `
CREATE SCHEMA IF NOT EXISTS redshift_internal;
CREATE TABLE IF NOT EXISTS redshift_internal.committed (
  key text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS redshift_internal.load_error (
  query_id bigint, table_id oid, start_time timestamp DEFAULT (now() AT TIME ZONE 'UTC'),
  file_name text, line_number bigint, column_name text, column_type text, column_length text,
  position_number integer, error_code integer, error_message text);

-- Redshift has no text without a length: what CREATE TABLE AS computes is a VARCHAR of the maximum length here. The
-- stored values are the same. It changes a catalog, which the table's owner cannot.
CREATE OR REPLACE FUNCTION redshift_internal.limit_texts(first_transaction bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE pg_attribute a SET atttypid = 'varchar'::regtype, atttypmod = 65535 + 4
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = a.attrelid AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    AND (a.atttypid = 'text'::regtype OR a.atttypid = 'varchar'::regtype AND a.atttypmod = -1)
    AND a.xmin::text::bigint >= (first_transaction & 4294967295)
    AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema') AND NOT starts_with(n.nspname, 'redshift_') $$;

-- VARCHAR(n) counts bytes in Redshift and characters here: each such column gets a check. Those
-- that the transactions of a statement made or changed are found by the transaction that wrote their row.
DROP FUNCTION IF EXISTS redshift_internal.check_byte_lengths();
CREATE OR REPLACE FUNCTION redshift_internal.check_byte_lengths(first_transaction bigint) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
  r record;
BEGIN
  PERFORM redshift_internal.limit_texts(first_transaction);
  FOR r IN
    WITH changed AS MATERIALIZED (
      SELECT a.attrelid, a.attname, a.attnum, a.atttypmod - 4 AS n,
             'redshift_bytes_' || a.attnum || '_' AS prefix
      FROM pg_attribute a
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid IN (1042, 1043) AND a.atttypmod > 4
        AND a.xmin::text::bigint >= (first_transaction & 4294967295)
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

-- A cast to VARCHAR(n) keeps n bytes of whole characters. An assignment drops blanks only.
CREATE OR REPLACE FUNCTION redshift_internal.cut_bytes(value varchar, type_modifier integer, is_cast boolean)
RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  length integer := type_modifier - 4;
  bytes bytea := convert_to(value, 'UTF8');
BEGIN
  IF NOT is_cast AND octet_length(rtrim(value, ' ')) > length THEN
    RAISE EXCEPTION 'value too long for type character varying(%)', length USING ERRCODE = '22001';
  END IF;
  -- Bytes of the form 10xxxxxx continue a character.
  WHILE length > 0 AND get_byte(bytes, length) & 192 = 128 LOOP length := length - 1; END LOOP;
  RETURN convert_from(substring(bytes FROM 1 FOR length), 'UTF8');
END $body$;
-- PostgreSQL inlines this function, so that values that fit take no call.
CREATE OR REPLACE FUNCTION redshift_internal.fit_bytes(value varchar, type_modifier integer, is_cast boolean)
RETURNS varchar LANGUAGE sql IMMUTABLE
RETURN CASE WHEN octet_length(value) <= type_modifier - 4 THEN value
  ELSE redshift_internal.cut_bytes(value, type_modifier, is_cast) END;
UPDATE pg_cast SET castfunc = 'redshift_internal.fit_bytes'::regproc
  WHERE castsource = 'varchar'::regtype AND casttarget = 'varchar'::regtype;
`;
