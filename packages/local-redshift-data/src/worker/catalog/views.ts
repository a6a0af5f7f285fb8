/** Redshift's system views, as far as there is something to tell. */
export const VIEWS = `
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
