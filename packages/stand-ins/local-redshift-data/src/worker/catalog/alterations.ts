/**
 * The checks of an ALTER TABLE that depend on the table. They run before PostgreSQL changes the table.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
 */
export const ALTERATIONS = `
CREATE OR REPLACE FUNCTION redshift_internal.check_drop(id oid, number integer, column_name text, is_cascading boolean)
RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
  layout jsonb := redshift_internal.layout_of(id);
  table_name text := (SELECT relname FROM pg_class WHERE oid = id);
BEGIN
  IF redshift_internal.has_distkey(id) AND layout ->> 'distkey' = number::text THEN
    RAISE EXCEPTION 'cannot drop distkey column "%"', column_name;
  END IF;
  IF redshift_internal.sortkey_count(id) > 0 AND layout -> 'sortkeys' @> to_jsonb(number) THEN
    RAISE EXCEPTION 'cannot drop sortkey column "%"', column_name;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = id AND attnum > 0 AND attnum <> number AND NOT attisdropped) THEN
    RAISE EXCEPTION 'cannot drop column "%": a table must have at least one column', column_name;
  END IF;
  IF NOT is_cascading AND EXISTS (SELECT FROM redshift_internal.declared_key k
      WHERE (k.relation = id AND number = ANY (k.columns) AND cardinality(k.columns) > 1)
        OR (k.kind = 'f' AND k.target = id AND number = ANY (k.target_columns))) THEN
    RAISE EXCEPTION 'cannot drop column "%" of table "%" because other objects depend on it', column_name, table_name
      USING HINT = 'Use DROP ... CASCADE to drop the dependent objects too.';
  END IF;
  DELETE FROM redshift_internal.declared_key k
    WHERE (k.relation = id AND number = ANY (k.columns))
      OR (k.kind = 'f' AND k.target = id AND number = ANY (k.target_columns));
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.check_type(
  id oid, number integer, column_name text, is_binary boolean, new_length integer) RETURNS void
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  a pg_attribute;
  encoding text;
BEGIN
  SELECT * INTO a FROM pg_attribute WHERE attrelid = id AND attnum = number;
  encoding := redshift_internal.encoding_of(a);
  IF a.atttypid <> (CASE WHEN is_binary THEN 'bytea' ELSE 'varchar' END)::regtype THEN
    RAISE EXCEPTION 'ALTER COLUMN TYPE changes the length of a VARCHAR or VARBYTE, and nothing else';
  END IF;
  IF encoding IN ('bytedict', 'runlength', 'text255', 'text32k') THEN
    RAISE EXCEPTION 'cannot alter column "%": its encoding is %', column_name, upper(encoding);
  END IF;
  IF EXISTS (SELECT FROM redshift_internal.declared_key k WHERE k.relation = id AND number = ANY (k.columns)) THEN
    RAISE EXCEPTION 'cannot alter column "%": it is part of a UNIQUE, PRIMARY KEY or FOREIGN KEY constraint', column_name;
  END IF;
  IF is_binary THEN RETURN; END IF;
  IF a.atttypmod - 4 = new_length THEN
    RAISE EXCEPTION 'cannot alter column "%" of relation "%", target column size should be different',
      column_name, (SELECT relname FROM pg_class WHERE oid = id);
  END IF;
  IF a.atthasdef AND new_length < a.atttypmod - 4 THEN
    RAISE EXCEPTION 'cannot decrease a VARCHAR column size with default value';
  END IF;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.check_alteration(name text, change_text text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
  id oid := name::regclass;
  change jsonb := change_text::json::jsonb;
  is_interleaved boolean := coalesce((redshift_internal.layout_of(id) -> 'isInterleaved') = 'true'::json::jsonb, false);
  -- PostgreSQL reports a column that does not exist.
  number integer := redshift_internal.column_number(id, change ->> 'column') #>> '{}';
BEGIN
  CASE change ->> 'kind'
  WHEN 'drop-column' THEN
    IF number IS NOT NULL THEN
      PERFORM redshift_internal.check_drop(id, number, change ->> 'column', (change ->> 'isCascading')::boolean);
    END IF;
  WHEN 'column-type' THEN
    IF number IS NOT NULL THEN
      PERFORM redshift_internal.check_type(id, number, change ->> 'column',
        (change ->> 'isBinary')::boolean, (change ->> 'length')::integer);
    END IF;
  WHEN 'encoding' THEN
    IF is_interleaved THEN
      RAISE EXCEPTION 'the encoding of a column cannot be changed in a table with an interleaved sort key';
    END IF;
  WHEN 'distribution' THEN
    IF is_interleaved THEN
      RAISE EXCEPTION 'the distribution cannot be changed in a table with an interleaved sort key';
    END IF;
  WHEN 'sortkey-auto' THEN
    IF coalesce(jsonb_typeof(redshift_internal.layout_of(id) -> 'sortkeys'), 'string') = 'string' THEN
      RAISE EXCEPTION 'This table is already SORTKEY AUTO';
    END IF;
  END CASE;
END $body$;
`;
