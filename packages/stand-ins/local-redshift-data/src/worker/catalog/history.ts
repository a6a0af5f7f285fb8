/** A role sees its own statements, and the administrator sees all. */
const VISIBLE = `(h.user_name = current_user OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))`;

/** The first columns of every view of the history. */
const HEAD = `(SELECT oid::integer FROM pg_roles WHERE rolname = h.user_name) AS user_id, h.query_id`;

const ELAPSED = '(EXTRACT(EPOCH FROM h.end_time - h.start_time) * 1000000)::bigint';

/**
 * Redshift's views of the statements that the Data API has run.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/serverless_views-monitoring.html
 */
export const HISTORY = `
CREATE TABLE IF NOT EXISTS redshift_internal.query_history (
  query_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_name name NOT NULL,
  query_type text NOT NULL, status text NOT NULL, start_time timestamp NOT NULL, end_time timestamp NOT NULL,
  error_message text, returned_rows bigint, returned_bytes bigint, query_text text NOT NULL, transfer jsonb);
CREATE OR REPLACE VIEW pg_catalog.sys_query_history AS
  SELECT ${HEAD}, NULL::text AS query_label, h.query_id AS transaction_id, 0 AS session_id,
    current_database()::text AS database_name, h.query_type, h.status, false AS result_cache_hit,
    h.start_time, h.end_time, ${ELAPSED} AS elapsed_time, 0::bigint AS queue_time,
    ${ELAPSED} AS execution_time, h.error_message, h.returned_rows, h.returned_bytes, h.query_text,
    NULL::text AS redshift_version, NULL::text AS usage_limit, 'primary'::text AS compute_type,
    0::bigint AS compile_time, 0::bigint AS planning_time, 0::bigint AS lock_wait_time
  FROM redshift_internal.query_history h WHERE ${VISIBLE};
CREATE OR REPLACE VIEW pg_catalog.sys_query_text AS
  SELECT ${HEAD}, h.query_id AS transaction_id, 0 AS session_id, 0 AS "sequence", h.query_text AS text
  FROM redshift_internal.query_history h WHERE ${VISIBLE};
CREATE OR REPLACE VIEW pg_catalog.sys_load_history AS
  SELECT ${HEAD}, h.query_id AS transaction_id, 0 AS session_id, current_database()::text AS database_name,
    CASE h.status WHEN 'success' THEN 'completed' ELSE 'aborted' END AS status,
    h.transfer ->> 'table' AS table_name, h.start_time, h.end_time, ${ELAPSED} AS duration,
    h.transfer ->> 'url' AS data_source, h.transfer ->> 'format' AS file_format,
    (h.transfer ->> 'rowCount')::bigint AS loaded_rows, NULL::bigint AS loaded_bytes,
    NULL::bigint AS source_file_count, NULL::bigint AS source_file_bytes,
    (h.status <> 'success')::integer::bigint AS error_count
  FROM redshift_internal.query_history h WHERE h.query_type = 'COPY' AND ${VISIBLE};
CREATE OR REPLACE VIEW pg_catalog.sys_unload_history AS
  SELECT ${HEAD}, 0 AS session_id, h.query_id AS transaction_id, current_database()::text AS database_name,
    CASE h.status WHEN 'success' THEN 'completed' ELSE 'aborted' END AS status,
    h.start_time, h.end_time, ${ELAPSED} AS duration, h.transfer ->> 'format' AS file_format,
    NULL::text AS compression_type, h.transfer ->> 'url' AS unloaded_location,
    (h.transfer ->> 'rowCount')::bigint AS unloaded_rows, NULL::bigint AS unloaded_files_count,
    NULL::bigint AS unloaded_files_size, h.error_message
  FROM redshift_internal.query_history h WHERE h.query_type = 'UNLOAD' AND ${VISIBLE};
GRANT SELECT ON pg_catalog.sys_query_history, pg_catalog.sys_query_text, pg_catalog.sys_load_history,
  pg_catalog.sys_unload_history TO PUBLIC;
`;
