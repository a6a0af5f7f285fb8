/** Names of encodings; the place of each is its number in pg_attribute. */
const ENCODINGS = `none az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength text255 text32k zstd`;

/**
 * The declared layouts of tables, and the columns of Redshift's catalog that show them. What is not
 * declared is AUTO, and has the encoding that Redshift documents for its type.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html
 */
export const LAYOUTS = `
CREATE TABLE IF NOT EXISTS redshift_internal.layout (table_id oid PRIMARY KEY, layout jsonb NOT NULL);
GRANT SELECT ON redshift_internal.layout TO PUBLIC;
-- Columns are kept by their numbers, which stay when they are renamed.
-- The keys of CREATE TABLE AS may name a column by its position.
CREATE OR REPLACE FUNCTION redshift_internal.column_number(id oid, column_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $body$
BEGIN
  RETURN (SELECT to_jsonb(attnum) FROM pg_attribute WHERE attrelid = id AND attnum > 0
    AND (attname = column_name OR attnum::text = column_name) ORDER BY attname <> column_name LIMIT 1);
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.key_number(id oid, column_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  number jsonb := redshift_internal.column_number(id, column_name);
  key_type text;
BEGIN
  IF number IS NULL THEN
    RAISE EXCEPTION 'column "%" specified as distkey/sortkey is not in the table "%"',
      column_name, (SELECT relname FROM pg_class WHERE oid = id) USING ERRCODE = 'undefined_column';
  END IF;
  SELECT format_type(atttypid, NULL) INTO key_type FROM pg_attribute WHERE attrelid = id AND attnum = number::integer;
  IF key_type IN ('super', 'binary varying', 'hllsketch') OR key_type LIKE 'interval%' THEN
    RAISE EXCEPTION 'column "%" of type % cannot be a DISTKEY or SORTKEY', column_name, key_type;
  END IF;
  RETURN number;
END $body$;
-- A layout with the names of columns in place of their numbers; empty if the table declares none.
CREATE OR REPLACE FUNCTION redshift_internal.named_layout(id oid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $body$
DECLARE
  named jsonb := coalesce((SELECT layout FROM redshift_internal.layout WHERE table_id = id), '{"encodings": {}}'::json::jsonb);
BEGIN
  IF named ? 'distkey' THEN
    named := named || jsonb_build_object('distkey', redshift_internal.column_name(id, named ->> 'distkey'));
  END IF;
  IF jsonb_typeof(named -> 'sortkeys') = 'array' THEN
    named := named || jsonb_build_object('sortkeys', (SELECT coalesce(jsonb_agg(redshift_internal.column_name(id, listed.key)
      ORDER BY listed.place), '[]'::json::jsonb)
      FROM jsonb_array_elements_text(named -> 'sortkeys') WITH ORDINALITY AS listed(key, place)));
  END IF;
  RETURN named || jsonb_build_object('encodings', (SELECT coalesce(jsonb_object_agg(
      redshift_internal.column_name(id, e.key), e.value), '{}'::json::jsonb) FROM jsonb_each(named -> 'encodings') e
    WHERE redshift_internal.column_name(id, e.key) IS NOT NULL));
END $body$;
-- The encodings of each type. A column of a type that the guide's table does not list may have any encoding.
CREATE OR REPLACE FUNCTION redshift_internal.check_encoding(id oid, number integer, encoding text) RETURNS void
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  column_name text;
  type_name text;
BEGIN
  SELECT attname, format_type(atttypid, NULL) INTO column_name, type_name
    FROM pg_attribute WHERE attrelid = id AND attnum = number;
  IF encoding <> ALL (string_to_array(CASE
      WHEN type_name = 'boolean' THEN 'raw runlength zstd'
      WHEN type_name IN ('real', 'double precision') THEN 'raw bytedict runlength zstd'
      WHEN type_name = 'smallint' THEN 'raw az64 bytedict delta lzo mostly8 runlength zstd'
      WHEN type_name = 'integer' THEN 'raw az64 bytedict delta delta32k lzo mostly8 mostly16 runlength zstd'
      WHEN type_name IN ('bigint', 'numeric')
        THEN 'raw az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength zstd'
      WHEN type_name IN ('date', 'timestamp without time zone')
        THEN 'raw az64 bytedict delta delta32k lzo runlength zstd'
      WHEN type_name = 'timestamp with time zone' THEN 'raw az64 bytedict lzo runlength zstd'
      WHEN type_name = 'character' THEN 'raw bytedict lzo runlength zstd'
      WHEN type_name IN ('character varying', 'text')
        THEN 'raw bytedict lzo runlength text255 text32k zstd'
      ELSE '${ENCODINGS} raw' END || ' auto', ' ')) THEN
    RAISE EXCEPTION 'invalid encoding type specified for column "%"', column_name;
  END IF;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.keep_layout(name text, is_new boolean, changes text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
  id oid := name::regclass;
  changed jsonb := changes::json::jsonb;
  inherited jsonb;
BEGIN
  -- CREATE TABLE IF NOT EXISTS has found a table.
  IF is_new AND (SELECT c.xmin FROM pg_class c WHERE c.oid = id) <> pg_current_xact_id()::xid THEN RETURN; END IF;
  IF changed ? 'like' THEN
    inherited := redshift_internal.named_layout((changed ->> 'like')::regclass);
    changed := inherited || changed
      || jsonb_build_object('encodings', (inherited -> 'encodings') || (changed -> 'encodings'));
  END IF;
  IF changed ? 'distkey' THEN
    changed := changed || jsonb_build_object('distkey', redshift_internal.key_number(id, changed ->> 'distkey'));
  END IF;
  IF jsonb_typeof(changed -> 'sortkeys') = 'array' THEN
    changed := changed || jsonb_build_object('sortkeys', (SELECT coalesce(jsonb_agg(redshift_internal.key_number(id, listed.key)
      ORDER BY listed.place), '[]'::json::jsonb)
      FROM jsonb_array_elements_text(changed -> 'sortkeys') WITH ORDINALITY AS listed(key, place)));
  END IF;
  changed := changed || jsonb_build_object('encodings', (SELECT coalesce(jsonb_object_agg(
      redshift_internal.column_number(id, e.key) #>> '{}', e.value), '{}'::json::jsonb) FROM jsonb_each(changed -> 'encodings') e
    WHERE redshift_internal.column_number(id, e.key) IS NOT NULL));
  PERFORM redshift_internal.check_encoding(id, e.key::integer, e.value #>> '{}')
    FROM jsonb_each(changed -> 'encodings') e;
  DELETE FROM redshift_internal.layout l WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = l.table_id);
  INSERT INTO redshift_internal.layout AS l VALUES (id, changed)
  ON CONFLICT (table_id) DO UPDATE SET layout = l.layout || changed
    || jsonb_build_object('encodings', (l.layout -> 'encodings') || (changed -> 'encodings'));
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.layout_of(id oid) RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT layout FROM redshift_internal.layout WHERE table_id = id $$;
CREATE OR REPLACE FUNCTION redshift_internal.column_name(id oid, number text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT attname::text FROM pg_attribute WHERE attrelid = id AND attnum = number::integer $$;
CREATE OR REPLACE FUNCTION redshift_internal.has_distkey(id oid) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(redshift_internal.layout_of(id) ->> 'diststyle' = 'key', false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.attisdistkey(a pg_attribute) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT redshift_internal.has_distkey(a.attrelid)
    AND coalesce(redshift_internal.layout_of(a.attrelid) ->> 'distkey' = a.attnum::text, false) $$;
-- The signs of an interleaved key alternate.
CREATE OR REPLACE FUNCTION pg_catalog.attsortkeyord(a pg_attribute) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT place * CASE WHEN place % 2 = 0
      AND (redshift_internal.layout_of(a.attrelid) -> 'isInterleaved') = 'true'::json::jsonb THEN -1 ELSE 1 END
    FROM jsonb_array_elements_text(CASE jsonb_typeof(redshift_internal.layout_of(a.attrelid) -> 'sortkeys')
      WHEN 'array' THEN redshift_internal.layout_of(a.attrelid) -> 'sortkeys' ELSE '[]'::json::jsonb END)
      WITH ORDINALITY AS listed(name, place) WHERE name = a.attnum::text)::integer, 0) $$;
CREATE OR REPLACE FUNCTION redshift_internal.encoding_of(a pg_attribute) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.layout_of(a.attrelid) -> 'encodings' ->> a.attnum::text
    WHEN 'raw' THEN 'none'
    ELSE coalesce(nullif(redshift_internal.layout_of(a.attrelid) -> 'encodings' ->> a.attnum::text, 'auto'),
      CASE WHEN pg_catalog.attsortkeyord(a) <> 0 THEN 'none'
        ELSE CASE WHEN format_type(a.atttypid, NULL) ~ '^(character|text)' THEN 'lzo'
          WHEN format_type(a.atttypid, NULL) ~ '^(smallint|integer|bigint|numeric|date|timestamp|interval)' THEN 'az64'
          WHEN format_type(a.atttypid, NULL) NOT IN ('super', 'binary varying') THEN 'none' END END) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.attencodingtype(a pg_attribute) RETURNS smallint LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_position(string_to_array('${ENCODINGS}', ' '), redshift_internal.encoding_of(a)) - 1, 0)::smallint $$;
CREATE OR REPLACE FUNCTION pg_catalog.format_encoding(encoding integer) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT (string_to_array('${ENCODINGS}', ' '))[encoding + 1] $$;
CREATE OR REPLACE FUNCTION redshift_internal.diststyle_of(id oid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE redshift_internal.layout_of(id) ->> 'diststyle' WHEN 'even' THEN 'EVEN' WHEN 'all' THEN 'ALL'
    WHEN 'key' THEN 'KEY(' || redshift_internal.column_name(id, redshift_internal.layout_of(id) ->> 'distkey') || ')' ELSE 'AUTO(ALL)' END $$;
CREATE OR REPLACE FUNCTION redshift_internal.diststyle_number(id oid) RETURNS smallint LANGUAGE sql STABLE AS $$
  SELECT (CASE redshift_internal.layout_of(id) ->> 'diststyle' WHEN 'even' THEN 0 WHEN 'key' THEN 1 WHEN 'all' THEN 8
    ELSE 10 END)::smallint $$;
-- 9 is AUTO, and 10 what AUTO has chosen.
CREATE OR REPLACE FUNCTION pg_catalog.reldiststyle(c pg_class) RETURNS smallint LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN c.relkind <> 'r' THEN 0 WHEN redshift_internal.diststyle_number(c.oid) = 10 THEN 9
  ELSE redshift_internal.diststyle_number(c.oid) END::smallint $$;
-- The first column of the sort key, AUTO(SORTKEY) if Redshift chooses it, or NULL.
CREATE OR REPLACE FUNCTION redshift_internal.sortkey_of(id oid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE jsonb_typeof(redshift_internal.layout_of(id) -> 'sortkeys')
    WHEN 'array' THEN CASE WHEN (redshift_internal.layout_of(id) -> 'isInterleaved') = 'true'::json::jsonb
        THEN 'INTERLEAVED' ELSE redshift_internal.column_name(id, redshift_internal.layout_of(id) -> 'sortkeys' ->> 0) END
    ELSE 'AUTO(SORTKEY)' END $$;
CREATE OR REPLACE FUNCTION redshift_internal.sortkey_count(id oid) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE jsonb_typeof(redshift_internal.layout_of(id) -> 'sortkeys')
    WHEN 'array' THEN jsonb_array_length(redshift_internal.layout_of(id) -> 'sortkeys') ELSE 0 END $$;
-- The attributes of a table in SQL: DISTSTYLE KEY, DISTKEY (a), SORTKEY (b, c).
CREATE OR REPLACE FUNCTION redshift_internal.layout_text(id oid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'DISTSTYLE ' || CASE WHEN redshift_internal.has_distkey(id)
      THEN 'KEY' || chr(10) || 'DISTKEY (' || quote_ident(redshift_internal.column_name(id, redshift_internal.layout_of(id) ->> 'distkey')) || ')'
      ELSE pg_catalog.split_part(redshift_internal.diststyle_of(id), '(', 1) END
    || CASE WHEN redshift_internal.sortkey_count(id) = 0 THEN '' ELSE chr(10)
      || CASE WHEN redshift_internal.sortkey_of(id) = 'INTERLEAVED' THEN 'INTERLEAVED ' ELSE '' END || 'SORTKEY ('
      || (SELECT string_agg(quote_ident(redshift_internal.column_name(id, name)), ', ' ORDER BY place) FROM jsonb_array_elements_text(
          redshift_internal.layout_of(id) -> 'sortkeys') WITH ORDINALITY AS listed(name, place)) || ')' END $$;
`;
