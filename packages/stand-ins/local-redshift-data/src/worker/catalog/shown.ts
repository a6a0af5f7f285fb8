/**
 * Functions for the output of SHOW.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLE.html
 */
export const SHOWN = `
CREATE OR REPLACE FUNCTION redshift_internal.checked_relation(name text, kinds text, word text) RETURNS oid
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  id regclass := name::regclass;
BEGIN
  IF position((SELECT relkind FROM pg_class WHERE oid = id)::text IN kinds) = 0 THEN
    RAISE EXCEPTION '"%" is not a %', id, word USING ERRCODE = '42809';
  END IF;
  RETURN id;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.view_definition(name text) RETURNS varchar LANGUAGE sql STABLE AS $$
  SELECT CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END
    || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' AS' || chr(10) || pg_get_viewdef(c.oid, true)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = redshift_internal.checked_relation(name, 'vm', 'view') $$;
CREATE OR REPLACE FUNCTION redshift_internal.table_definition(name text) RETURNS varchar LANGUAGE sql STABLE AS $$
  SELECT 'CREATE TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' (' || chr(10) || (
      SELECT string_agg(line, ',' || chr(10) ORDER BY part, place) FROM (
        SELECT 1 AS part, a.attnum::bigint AS place, '    ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || CASE WHEN a.attidentity <> '' THEN (SELECT ' IDENTITY(' || s.seqstart || ',' || s.seqincrement || ')' FROM pg_sequence s
              WHERE s.seqrelid = pg_get_serial_sequence(c.oid::regclass::text, a.attname)::regclass)
            WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
          || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS line
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 2, k.oid::bigint, '    ' || redshift_internal.constraint_definition(k.oid)
        FROM pg_catalog.redshift_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f')) lines)
    || chr(10) || ')' || chr(10) || redshift_internal.layout_text(c.oid) || ';'
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = redshift_internal.checked_relation(name, 'r', 'table') $$;
CREATE OR REPLACE FUNCTION redshift_internal.procedure_definition(name text) RETURNS varchar LANGUAGE sql STABLE AS
$$ SELECT pg_get_functiondef(name::regprocedure) $$;
CREATE OR REPLACE VIEW redshift_internal.routines AS
  SELECT p.prokind AS kind, current_database()::varchar AS database_name, n.nspname::varchar AS schema_name,
    p.proname::varchar AS function_name, p.pronargs::integer AS number_of_arguments,
    (SELECT string_agg(format_type(type, NULL), ', ' ORDER BY place)
      FROM unnest(p.proargtypes) WITH ORDINALITY AS given(type, place))::varchar AS argument_list, pg_get_function_result(p.oid)::varchar AS return_type
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace;
CREATE OR REPLACE FUNCTION redshift_internal.routine_id(name text) RETURNS oid LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN strpos(name, '(') > 0 THEN name::regprocedure::oid ELSE name::regproc::oid END $$;
-- The arguments of routines, and the results of functions; in Redshift's order, and without lengths.
CREATE OR REPLACE VIEW redshift_internal.parameters AS
  SELECT p.oid, p.prokind AS kind, current_database()::varchar AS database_name, n.nspname::varchar AS schema_name,
    p.proname::varchar AS routine_name, a.name::varchar AS parameter_name, a.place::integer AS ordinal_position,
    CASE a.mode WHEN 'o' THEN 'OUT' WHEN 'b' THEN 'INOUT' WHEN 'r' THEN 'RETURN' ELSE 'IN' END::varchar AS parameter_type,
    format_type(a.type, NULL)::varchar AS data_type, NULL::integer AS character_maximum_length,
    NULL::integer AS numeric_precision, NULL::integer AS numeric_scale
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, LATERAL (
    SELECT place, type, coalesce(p.proargmodes[place], 'i') AS mode, nullif(p.proargnames[place], '') AS name
    FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS given(type, place)
    UNION ALL SELECT 0, p.prorettype, 'r', NULL WHERE p.prokind = 'f') a;
GRANT SELECT ON redshift_internal.parameters TO PUBLIC;
CREATE OR REPLACE VIEW redshift_internal.primary_keys AS
  SELECT k.table_catalog::varchar AS database_name, k.table_schema::varchar AS schema_name,
    k.table_name::varchar AS table_name, k.constraint_name::varchar AS pk_name,
    k.column_name::varchar AS column_name, k.ordinal_position::integer AS key_seq
  FROM information_schema.key_column_usage k JOIN information_schema.table_constraints t
    USING (constraint_schema, constraint_name, table_schema, table_name)
  WHERE t.constraint_type = 'PRIMARY KEY';
CREATE OR REPLACE VIEW redshift_internal.foreign_keys AS
  SELECT current_database()::varchar AS pk_database_name, tn.nspname::varchar AS pk_schema_name,
    t.relname::varchar AS pk_table_name, ta.attname::varchar AS pk_column_name,
    current_database()::varchar AS fk_database_name, n.nspname::varchar AS fk_schema_name,
    c.relname::varchar AS fk_table_name, a.attname::varchar AS fk_column_name, k.place::integer AS key_seq,
    k.conname::varchar AS fk_name, u.conname::varchar AS pk_name, 'NO ACTION'::varchar AS update_rule,
    'NO ACTION'::varchar AS delete_rule, NULL::varchar AS deferrability
  FROM (SELECT *, generate_subscripts(conkey, 1) AS place FROM pg_catalog.redshift_constraint WHERE contype = 'f') k
  JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[k.place]
  JOIN pg_attribute ta ON ta.attrelid = t.oid AND ta.attnum = k.confkey[k.place]
  LEFT JOIN pg_catalog.redshift_constraint u ON u.conrelid = k.confrelid AND u.contype = 'p' AND u.conkey = k.confkey
  WHERE pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'SELECT');
GRANT SELECT ON redshift_internal.routines, redshift_internal.primary_keys, redshift_internal.foreign_keys TO PUBLIC;
`;
