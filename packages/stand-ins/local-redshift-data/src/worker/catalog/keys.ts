/** Converts `{1,2}` to rows with a number and its position. */
const PLACES = `generate_subscripts(k.conkey, 1) AS place`;

const DATABASE = 'current_database()::information_schema.sql_identifier';

function named(column: string, label: string): string {
  return `${column}::information_schema.sql_identifier AS ${label}`;
}

/** The condition for seeing a table. */
const VISIBLE = `(pg_has_role(c.relowner, 'USAGE')
    OR has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'))`;

/**
 * Keys that tables declare. They are stored separately, because PostgreSQL would enforce its own;
 * views of PostgreSQL's catalog show both.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html
 */
export const KEYS = `
CREATE TABLE IF NOT EXISTS redshift_internal.declared_key (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 3000000000), relation oid NOT NULL, name name NOT NULL,
  kind "char" NOT NULL, columns smallint[] NOT NULL, target oid NOT NULL, target_columns smallint[]);
CREATE OR REPLACE FUNCTION redshift_internal.column_numbers(relation regclass, names text[]) RETURNS smallint[]
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  numbers smallint[] := '{}';
  wanted text;
  number smallint;
BEGIN
  FOREACH wanted IN ARRAY names LOOP
    SELECT attnum INTO number FROM pg_attribute
      WHERE attrelid = relation AND attname = wanted AND attnum > 0 AND NOT attisdropped;
    IF number IS NULL THEN
      RAISE EXCEPTION 'column "%" named in key does not exist', wanted USING ERRCODE = '42703';
    END IF;
    numbers := numbers || number;
  END LOOP;
  RETURN numbers;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.declare_key(
  relation_name text, is_new boolean, key_kind text, key_name text, names text[], target_name text,
  target_names text[]) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
  relation_id regclass := relation_name::regclass;
  target_id regclass;
  numbers smallint[];
  target_numbers smallint[];
  nullable text;
  table_name text := (SELECT relname FROM pg_class WHERE oid = relation_id);
  final_name text := coalesce(key_name, table_name || CASE key_kind WHEN 'p' THEN '_pkey'
    WHEN 'u' THEN '_' || array_to_string(names, '_') || '_key' ELSE '_' || array_to_string(names, '_') || '_fkey' END);
BEGIN
  -- CREATE TABLE IF NOT EXISTS leaves what is there.
  IF is_new AND NOT EXISTS (SELECT 1 FROM pg_class WHERE oid = relation_id
      AND xmin::text::bigint >= (pg_current_xact_id()::text::bigint & 4294967295)) THEN
    RETURN;
  END IF;
  numbers := redshift_internal.column_numbers(relation_id, names);
  IF key_kind = 'f' THEN
    target_id := target_name::regclass;
    target_numbers := CASE WHEN cardinality(target_names) > 0
      THEN redshift_internal.column_numbers(target_id, target_names)
      ELSE (SELECT columns FROM redshift_internal.declared_key WHERE relation = target_id AND kind = 'p') END;
    IF target_numbers IS NULL THEN
      RAISE EXCEPTION 'there is no primary key for referenced table "%"', target_name USING ERRCODE = '42704';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM redshift_internal.declared_key k WHERE k.relation = target_id AND k.kind IN ('p', 'u')
        AND k.columns @> target_numbers AND target_numbers @> k.columns) THEN
      RAISE EXCEPTION 'there is no unique constraint matching given keys for referenced table "%"', target_name
        USING ERRCODE = '42830';
    END IF;
  END IF;
  -- The primary key of a new table makes its columns NOT NULL.
  SELECT attname INTO nullable FROM pg_attribute
    WHERE attrelid = relation_id AND attnum = ANY (numbers) AND NOT attnotnull LIMIT 1;
  IF key_kind = 'p' AND NOT is_new AND nullable IS NOT NULL THEN
    RAISE EXCEPTION 'column "%" is nullable: a column of a PRIMARY KEY must be NOT NULL', nullable;
  END IF;
  -- The table of an earlier transaction may have had the number.
  DELETE FROM redshift_internal.declared_key k WHERE NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = k.relation);
  IF key_kind = 'p' AND EXISTS (SELECT 1 FROM redshift_internal.declared_key
      WHERE relation = relation_id AND kind = 'p') THEN
    RAISE EXCEPTION 'multiple primary keys for table "%" are not allowed', table_name USING ERRCODE = '42P16';
  END IF;
  IF EXISTS (SELECT 1 FROM redshift_internal.declared_key WHERE relation = relation_id AND name = final_name) THEN
    RAISE EXCEPTION 'constraint "%" for relation "%" already exists', final_name, table_name USING ERRCODE = '42710';
  END IF;
  INSERT INTO redshift_internal.declared_key (relation, name, kind, columns, target, target_columns)
    VALUES (relation_id, final_name, key_kind::"char", numbers, coalesce(target_id::oid, 0), target_numbers);
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.drop_key(relation_name text, key_name text) RETURNS void
LANGUAGE plpgsql AS $body$ BEGIN
  DELETE FROM redshift_internal.declared_key WHERE relation = relation_name::regclass AND name = key_name;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'constraint "%" of relation "%" does not exist', key_name, relation_name USING ERRCODE = '42704';
  END IF;
END $body$;
CREATE OR REPLACE VIEW pg_catalog.redshift_constraint AS
  SELECT oid, conname, connamespace, contype, condeferrable, condeferred, convalidated, conrelid, contypid,
    conindid, conparentid, confrelid, confupdtype, confdeltype, confmatchtype, conislocal, coninhcount,
    connoinherit, conkey, confkey, conbin
  FROM pg_constraint WHERE contype <> 'n' AND NOT starts_with(conname, 'redshift_bytes_')
  UNION ALL
  SELECT k.id::oid, k.name, c.relnamespace, k.kind, false, false, true, k.relation, 0::oid, 0::oid, 0::oid, k.target,
    CASE k.kind WHEN 'f' THEN 'a' ELSE ' ' END::"char", CASE k.kind WHEN 'f' THEN 'a' ELSE ' ' END::"char",
    CASE k.kind WHEN 'f' THEN 's' ELSE ' ' END::"char", true, 0::smallint, true, k.columns, k.target_columns, NULL
  FROM redshift_internal.declared_key k JOIN pg_class c ON c.oid = k.relation;
CREATE OR REPLACE VIEW pg_catalog.redshift_index AS
  SELECT i.indexrelid, i.indrelid, i.indnatts, i.indnkeyatts, i.indisunique OR k.kind IS NOT NULL AS indisunique,
    i.indnullsnotdistinct, i.indisprimary OR coalesce(k.kind = 'p', false) AS indisprimary, i.indisexclusion,
    i.indimmediate, i.indisclustered, i.indisvalid, i.indcheckxmin, i.indisready, i.indislive, i.indisreplident,
    i.indkey, i.indcollation, i.indclass, i.indoption, i.indexprs, i.indpred
  FROM pg_index i LEFT JOIN LATERAL (SELECT min(d.kind::text) AS kind FROM redshift_internal.declared_key d
    WHERE d.relation = i.indrelid AND d.kind IN ('p', 'u')
      AND array_to_string(d.columns, ' ') = i.indkey::text) k ON true;
GRANT SELECT ON pg_catalog.redshift_constraint, pg_catalog.redshift_index TO PUBLIC;
CREATE OR REPLACE FUNCTION redshift_internal.column_list(relation oid, numbers smallint[]) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY n.place)
  FROM unnest(numbers) WITH ORDINALITY AS n(number, place)
  JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = n.number $$;
CREATE OR REPLACE FUNCTION redshift_internal.constraint_definition(id oid, pretty boolean DEFAULT false) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce(pg_get_constraintdef(id, pretty), (SELECT CASE k.contype
      WHEN 'p' THEN 'PRIMARY KEY (' || redshift_internal.column_list(k.conrelid, k.conkey) || ')'
      WHEN 'u' THEN 'UNIQUE (' || redshift_internal.column_list(k.conrelid, k.conkey) || ')'
      ELSE 'FOREIGN KEY (' || redshift_internal.column_list(k.conrelid, k.conkey) || ') REFERENCES '
        || k.confrelid::regclass || '(' || redshift_internal.column_list(k.confrelid, k.confkey) || ')' END
    FROM pg_catalog.redshift_constraint k WHERE k.oid = id)) $$;
CREATE OR REPLACE VIEW information_schema.table_constraints AS
  SELECT ${DATABASE} AS constraint_catalog, ${named('n.nspname', 'constraint_schema')},
    ${named('k.conname', 'constraint_name')}, ${DATABASE} AS table_catalog, ${named('n.nspname', 'table_schema')},
    ${named('c.relname', 'table_name')},
    (CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' ELSE 'FOREIGN KEY' END)::information_schema.character_data AS constraint_type,
    'NO'::information_schema.yes_or_no AS is_deferrable, 'NO'::information_schema.yes_or_no AS initially_deferred,
    'NO'::information_schema.yes_or_no AS enforced, NULL::information_schema.yes_or_no AS nulls_distinct
  FROM pg_catalog.redshift_constraint k JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE k.contype IN ('p', 'u', 'f') AND n.nspname NOT IN ('pg_catalog', 'redshift_internal', 'pg_toast') AND ${VISIBLE};
CREATE OR REPLACE VIEW information_schema.key_column_usage AS
  SELECT ${DATABASE} AS constraint_catalog, ${named('k.nspname', 'constraint_schema')},
    ${named('k.conname', 'constraint_name')}, ${DATABASE} AS table_catalog, ${named('k.nspname', 'table_schema')},
    ${named('k.relname', 'table_name')}, ${named('a.attname', 'column_name')},
    k.place::information_schema.cardinal_number AS ordinal_position,
    (CASE k.contype WHEN 'f' THEN k.place END)::information_schema.cardinal_number AS position_in_unique_constraint
  FROM (SELECT k.*, n.nspname, c.relname, ${PLACES} FROM pg_catalog.redshift_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('p', 'u', 'f') AND n.nspname NOT IN ('pg_catalog', 'redshift_internal', 'pg_toast') AND ${VISIBLE}) k
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[k.place];
CREATE OR REPLACE VIEW information_schema.constraint_column_usage AS
  SELECT ${DATABASE} AS table_catalog, ${named('k.nspname', 'table_schema')}, ${named('k.relname', 'table_name')},
    ${named('a.attname', 'column_name')}, ${DATABASE} AS constraint_catalog,
    ${named('k.nspname', 'constraint_schema')}, ${named('k.conname', 'constraint_name')}
  FROM (SELECT k.*, n.nspname, c.relname, c.oid AS used, unnest(CASE k.contype WHEN 'f' THEN k.confkey ELSE k.conkey END) AS number
    FROM pg_catalog.redshift_constraint k
    JOIN pg_class c ON c.oid = CASE k.contype WHEN 'f' THEN k.confrelid ELSE k.conrelid END
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('p', 'u', 'f') AND n.nspname NOT IN ('pg_catalog', 'redshift_internal', 'pg_toast') AND ${VISIBLE}) k
  JOIN pg_attribute a ON a.attrelid = k.used AND a.attnum = k.number;
CREATE OR REPLACE VIEW information_schema.referential_constraints AS
  SELECT ${DATABASE} AS constraint_catalog, ${named('n.nspname', 'constraint_schema')},
    ${named('k.conname', 'constraint_name')}, ${DATABASE} AS unique_constraint_catalog,
    ${named('tn.nspname', 'unique_constraint_schema')}, ${named('u.conname', 'unique_constraint_name')},
    'NONE'::information_schema.character_data AS match_option,
    'NO ACTION'::information_schema.character_data AS update_rule,
    'NO ACTION'::information_schema.character_data AS delete_rule
  FROM pg_catalog.redshift_constraint k JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class t ON t.oid = k.confrelid
  JOIN pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_catalog.redshift_constraint u ON u.conrelid = k.confrelid AND u.contype IN ('p', 'u') AND u.conkey = k.confkey
  WHERE k.contype = 'f' AND ${VISIBLE};
`;
