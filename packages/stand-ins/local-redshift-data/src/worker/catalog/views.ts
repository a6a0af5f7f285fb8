/** The comment on a table, or on a column of it, by the names in a row of information_schema. */
function commentOn(column: string): string {
  return `(SELECT d.description COLLATE "default" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = ${column}
    WHERE n.nspname = table_schema AND c.relname = table_name)`;
}

/** Defines a view, of which an earlier version may have other columns. */
function define(name: string, query: string): string {
  return `SELECT redshift_internal.define_view('${name}', $query$${query}$query$);`;
}

/** Redshift's system views, as far as the stand-in has data for them. */
export const VIEWS = `
CREATE OR REPLACE VIEW pg_catalog.sys_load_error_detail AS
  SELECT 100 AS user_id, query_id, current_database()::text AS database_name, table_id,
    start_time, file_name, line_number, column_name, column_type, column_length,
    position_number AS "position", error_code, error_message
  FROM redshift_internal.load_error;
-- PostgreSQL's information_schema has no materialized views, which are views in Redshift.
DO $do$
DECLARE
  view_name text; definition text;
BEGIN
  FOREACH view_name IN ARRAY ARRAY['tables', 'columns', 'views'] LOOP
    definition := pg_get_viewdef(format('information_schema.%I', view_name)::regclass);
    IF strpos(definition, $$'m'::"char"$$) > 0 THEN CONTINUE; END IF;
    EXECUTE format('CREATE OR REPLACE VIEW information_schema.%I AS ', view_name)
      || replace(replace(replace(definition, $$'v'::"char", 'f'::"char"$$, $$'v'::"char", 'm'::"char", 'f'::"char"$$),
        $$(c.relkind = 'v'::"char")$$, $$(c.relkind = ANY (ARRAY['v'::"char", 'm'::"char"]))$$),
        'pg_get_viewdef(c.oid)', $$(CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW AS ' ELSE '' END || pg_get_viewdef(c.oid))$$);
  END LOOP;
END $do$;
CREATE OR REPLACE VIEW pg_catalog.pg_views AS
  SELECT n.nspname AS schemaname, c.relname AS viewname, pg_get_userbyid(c.relowner) AS viewowner,
    (CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' || quote_ident(c.relname) || ' AS ' ELSE '' END
      || pg_get_viewdef(c.oid)) COLLATE "default" AS definition
  FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND (c.relkind = 'v' OR NOT starts_with(n.nspname, 'redshift_'));
CREATE OR REPLACE VIEW pg_catalog.svv_tables AS
  SELECT table_catalog::text, table_schema::text, table_name::text, table_type::text,
    ${commentOn('0')} AS remarks
  FROM information_schema.tables WHERE table_schema <> 'redshift_internal' AND NOT starts_with(table_schema, 'redshift_kept_');
CREATE OR REPLACE VIEW pg_catalog.svv_columns AS
  SELECT table_catalog::text, table_schema::text, table_name::text, column_name::text,
    ordinal_position::integer, column_default::text, is_nullable::text,
    data_type::text AS data_type,
    character_maximum_length::integer, numeric_precision::integer, numeric_scale::integer,
    numeric_precision_radix::integer, datetime_precision::integer, interval_type::text,
    interval_precision::text, character_set_catalog::text, character_set_schema::text,
    character_set_name::text, collation_catalog::text, collation_schema::text, collation_name::text,
    domain_name::text, ${commentOn('ordinal_position')} AS remarks
  FROM information_schema.columns WHERE table_schema <> 'redshift_internal' AND NOT starts_with(table_schema, 'redshift_kept_');
-- Permissions in the form of Redshift's catalog, without those that it lacks.
CREATE OR REPLACE FUNCTION redshift_internal.acl_text(acl aclitem[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(split_part(item, '=', 1) || '=' || regexp_replace(split_part(split_part(item, '=', 2), '/', 1), '[tm]\\*?', '', 'g')
    || '/' || split_part(item, '/', 2), '~' ORDER BY place)
  FROM unnest(acl::text[]) WITH ORDINALITY AS items(item, place) $$;
-- Replaces a view by one with other columns. Views of users that read the replaced one keep it.
CREATE OR REPLACE FUNCTION redshift_internal.define_view(name text, query text) RETURNS void
LANGUAGE plpgsql AS $body$ BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW pg_catalog.%I AS %s', name, query);
EXCEPTION WHEN invalid_table_definition THEN
  EXECUTE format('ALTER VIEW pg_catalog.%I RENAME TO %I', name, 'redshift_old_' || format('pg_catalog.%I', name)::regclass::oid);
  EXECUTE format('CREATE VIEW pg_catalog.%I AS %s', name, query);
END $body$;
${define(
  'svv_all_tables',
  `SELECT t.table_catalog AS database_name, t.table_schema AS schema_name, t.table_name,
    CASE t.table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE t.table_type END AS table_type,
    redshift_internal.acl_text(c.relacl) AS table_acl, t.remarks
  FROM pg_catalog.svv_tables t JOIN pg_namespace n ON n.nspname = t.table_schema
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.table_name`,
)}
CREATE OR REPLACE VIEW pg_catalog.svv_all_columns AS
  SELECT table_catalog AS database_name, table_schema AS schema_name, table_name, column_name,
    ordinal_position, column_default, is_nullable, data_type, character_maximum_length,
    numeric_precision, numeric_scale, remarks
  FROM pg_catalog.svv_columns;
${define(
  'svv_all_schemas',
  `SELECT current_database()::text AS database_name, nspname::text AS schema_name, nspowner::integer AS schema_owner,
    'local'::text AS schema_type, redshift_internal.acl_text(nspacl) AS schema_acl, NULL::text AS source_database,
    NULL::text AS schema_option
  FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND NOT starts_with(nspname, 'redshift_')`,
)}
${define(
  'svv_redshift_tables',
  `SELECT t.*, pg_get_userbyid(c.relowner)::text AS table_owner
  FROM pg_catalog.svv_all_tables t JOIN pg_namespace n ON n.nspname = t.schema_name
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.table_name`,
)}
${define(
  'svv_redshift_columns',
  `SELECT k.database_name, k.schema_name, k.table_name, k.column_name, k.ordinal_position, k.data_type,
    k.column_default, k.is_nullable, redshift_internal.encoding_of(a) AS encoding,
    pg_catalog.attisdistkey(a) AS distkey, pg_catalog.attsortkeyord(a) AS sortkey,
    redshift_internal.acl_text(a.attacl) AS column_acl, k.remarks
  FROM pg_catalog.svv_all_columns k JOIN pg_namespace n ON n.nspname = k.schema_name
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.column_name`,
)}
${define(
  'svv_redshift_schemas',
  `SELECT database_name, schema_name, schema_owner, schema_type, schema_acl, schema_option
  FROM pg_catalog.svv_all_schemas`,
)}
${define(
  'svv_roles',
  `SELECT oid::integer AS role_id, rolname::text AS role_name, 'postgres'::text AS role_owner, NULL::text AS external_id
  FROM pg_roles WHERE NOT rolcanlogin AND NOT starts_with(rolname, 'pg_')`,
)}
CREATE OR REPLACE VIEW pg_catalog.pg_group AS
  SELECT rolname AS groname, oid AS grosysid,
    ARRAY(SELECT m.member FROM pg_auth_members m WHERE m.roleid = r.oid ORDER BY 1) AS grolist
  FROM pg_roles r WHERE NOT rolcanlogin AND NOT starts_with(rolname, 'pg_');
-- What SHOW TABLES and SHOW COLUMNS return.
CREATE OR REPLACE VIEW redshift_internal.shown_tables AS
  SELECT t.*, pg_get_userbyid(c.relowner)::text AS owner, NULL::timestamp AS last_altered_time,
    NULL::timestamp AS last_modified_time,
    CASE WHEN c.relkind = 'r' THEN redshift_internal.diststyle_of(c.oid) END AS dist_style,
    CASE WHEN c.relkind = 'r' THEN 'REGULAR TABLE' WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW'
      WHEN EXISTS (SELECT FROM redshift_internal.late_view l WHERE l.id = c.oid) THEN 'LATE BINDING VIEW'
      ELSE 'REGULAR VIEW' END AS table_subtype
  FROM pg_catalog.svv_all_tables t JOIN pg_namespace n ON n.nspname = t.schema_name
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.table_name;
CREATE OR REPLACE VIEW redshift_internal.shown_columns AS
  SELECT k.*, CASE WHEN r.sortkey > 0 AND NOT redshift_internal.sortkey_of(c.oid) = 'INTERLEAVED' THEN 'COMPOUND'
      WHEN r.sortkey <> 0 THEN 'INTERLEAVED' END AS sort_key_type,
    r.sortkey AS sort_key, r.distkey::integer AS dist_key, r.encoding, NULL::text AS collation
  FROM pg_catalog.svv_all_columns k
  JOIN pg_catalog.svv_redshift_columns r USING (schema_name, table_name, column_name)
  JOIN pg_namespace n ON n.nspname = k.schema_name JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name;
-- Tables of schemas on the search path, as in Redshift.
CREATE OR REPLACE VIEW pg_catalog.pg_table_def AS
  SELECT n.nspname AS schemaname, c.relname AS tablename, a.attname AS "column",
    format_type(a.atttypid, a.atttypmod) AS type,
    redshift_internal.encoding_of(a) AS encoding, pg_catalog.attisdistkey(a) AS distkey,
    pg_catalog.attsortkeyord(a) AS sortkey, a.attnotnull AS "notnull"
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
    AND n.nspname = ANY (current_schemas(false));
GRANT SELECT ON redshift_internal.shown_tables, redshift_internal.shown_columns, pg_catalog.svv_all_tables, pg_catalog.svv_all_columns, pg_catalog.svv_all_schemas,
  pg_catalog.svv_redshift_tables, pg_catalog.svv_redshift_columns, pg_catalog.svv_redshift_schemas,
  pg_catalog.svv_roles, pg_catalog.pg_table_def TO PUBLIC;
GRANT SELECT ON pg_catalog.sys_load_error_detail, pg_catalog.svv_tables,
  pg_catalog.svv_columns TO PUBLIC;
GRANT USAGE ON SCHEMA redshift_internal TO PUBLIC;
`;
