/** The comment on a table, or on a column of it, by the names in a row of information_schema. */
function commentOn(column: string): string {
  return `(SELECT d.description COLLATE "default" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = ${column}
    WHERE n.nspname = table_schema AND c.relname = table_name)`;
}

/** Redshift's system views, as far as the stand-in has data for them. */
export const VIEWS = `
CREATE OR REPLACE VIEW pg_catalog.sys_load_error_detail AS
  SELECT 100 AS user_id, query_id, current_database()::text AS database_name, table_id,
    start_time, file_name, line_number, column_name, column_type, column_length,
    position_number AS "position", error_code, error_message
  FROM redshift_internal.load_error;
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
CREATE OR REPLACE VIEW pg_catalog.svv_all_tables AS
  SELECT table_catalog AS database_name, table_schema AS schema_name, table_name,
    CASE table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE table_type END AS table_type, remarks
  FROM pg_catalog.svv_tables;
CREATE OR REPLACE VIEW pg_catalog.svv_all_columns AS
  SELECT table_catalog AS database_name, table_schema AS schema_name, table_name, column_name,
    ordinal_position, column_default, is_nullable, data_type, character_maximum_length,
    numeric_precision, numeric_scale, remarks
  FROM pg_catalog.svv_columns;
CREATE OR REPLACE VIEW pg_catalog.svv_all_schemas AS
  SELECT current_database()::text AS database_name, nspname::text AS schema_name,
    pg_get_userbyid(nspowner)::text AS schema_owner, 'local'::text AS schema_type
  FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND NOT starts_with(nspname, 'redshift_');
CREATE OR REPLACE VIEW pg_catalog.svv_redshift_tables AS
  SELECT database_name, schema_name, table_name, table_type, remarks FROM pg_catalog.svv_all_tables;
CREATE OR REPLACE VIEW pg_catalog.svv_redshift_columns AS SELECT * FROM pg_catalog.svv_all_columns;
CREATE OR REPLACE VIEW pg_catalog.svv_redshift_schemas AS SELECT * FROM pg_catalog.svv_all_schemas;
CREATE OR REPLACE VIEW pg_catalog.svv_roles AS
  SELECT oid AS role_id, rolname::text AS role_name, 'postgres'::text AS role_owner
  FROM pg_roles WHERE NOT starts_with(rolname, 'pg_');
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
GRANT SELECT ON pg_catalog.svv_all_tables, pg_catalog.svv_all_columns, pg_catalog.svv_all_schemas,
  pg_catalog.svv_redshift_tables, pg_catalog.svv_redshift_columns, pg_catalog.svv_redshift_schemas,
  pg_catalog.svv_roles, pg_catalog.pg_table_def TO PUBLIC;
GRANT SELECT ON pg_catalog.sys_load_error_detail, pg_catalog.svv_tables,
  pg_catalog.svv_columns TO PUBLIC;
GRANT USAGE ON SCHEMA redshift_internal TO PUBLIC;
`;
