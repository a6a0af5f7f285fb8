/** Defines a view with Redshift's columns and no rows, for features that the stand-in lacks. */
function empty(name: string, columns: string): string {
  return `
CREATE OR REPLACE VIEW pg_catalog.${name} AS SELECT ${columns
    .split(' ')
    .map((column) => {
      const [label = '', type = 'text'] = column.split(':');
      return `NULL::${type} AS ${label}`;
    })
    .join(', ')} WHERE false;
GRANT SELECT ON pg_catalog.${name} TO PUBLIC;`;
}

const EMPTY: Readonly<Record<string, string>> = {
  svv_alter_table_recommendations:
    'type database table_id:integer group_id:integer ddl auto_eligible',
  svv_datashares:
    'share_name share_id:integer share_owner:integer source_database consumer_database share_type createdate:timestamp is_publicaccessible:boolean share_acl producer_account producer_namespace managed_by',
  svv_external_columns:
    'schemaname tablename columnname external_type columnnum:integer part_key:integer is_nullable',
  svv_external_databases: 'eskind:integer esoptions databasename location parameters',
  svv_external_schemas:
    'esoid:oid eskind:smallint schemaname esowner:integer databasename esoptions',
  svv_external_tables:
    'schemaname tablename location input_format output_format serialization_lib serde_parameters compressed:integer parameters tabletype',
  svv_interleaved_columns:
    'tbl:integer col:integer interleaved_skew:numeric last_reindex:timestamp',
  svv_attached_masking_policy:
    'policy_name schema_name table_name table_type grantor grantee grantee_type priority:integer input_columns output_columns',
  svv_identity_providers: 'uid:integer name type instanceid namespc params enabled:boolean',
  svv_masking_policy:
    'policy_database policy_name input_columns policy_expression policy_modified_by policy_modified_time:timestamp',
  svv_rls_attached_policy:
    'relschema relname relkind polname grantor grantee granteekind is_pol_on:boolean is_rls_on:boolean rls_conjunction_type',
  svv_ml_model_info:
    'schema_name user_name model_name life_cycle is_refreshable:integer model_state',
  svv_ml_model_privileges:
    'namespace_name model_name model_version privilege_type identity_id:integer identity_name identity_type admin_option:boolean',
  svv_rls_policy:
    'poldb polname polalias polatts polqual polenabled:boolean polmodifiedby polmodifiedtime:timestamp',
  svv_schema_quota_state:
    'schema_id:integer schema_name schema_owner:integer quota:integer disk_usage:integer disk_usage_pct:float8',
  sys_external_query_detail:
    'user_id:integer query_id:bigint child_query_sequence:integer transaction_id:bigint segment_id:integer source_type start_time:timestamp end_time:timestamp duration:bigint total_partitions:bigint qualified_partitions:bigint scanned_files:bigint returned_rows:bigint returned_bytes:bigint file_format file_location external_query_text warning_message table_name is_recursive is_nested s3list_time:bigint get_partition_time:bigint',
  sys_serverless_usage:
    'start_time:timestamp end_time:timestamp compute_seconds:float8 compute_capacity:float8 data_storage:integer cross_region_transferred_data:integer charged_seconds:bigint',
  svv_transactions:
    'txn_owner txn_db xid:bigint pid:integer txn_start:timestamp lock_mode lockable_object_type relation:integer granted:boolean',
  svv_vacuum_progress: 'table_name status time_remaining_estimate',
};

/** Schemas of the stand-in itself. */
function OWN(column: string): string {
  return `${column} NOT LIKE 'pg\\_%' AND ${column} <> 'information_schema' AND NOT starts_with(${column}, 'redshift_')`;
}

const IDENTITY = `coalesce(r.oid, 0)::integer AS identity_id, coalesce(r.rolname, 'public')::text AS identity_name,
    CASE WHEN r.oid IS NULL THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'role' END AS identity_type,
    p.is_grantable AS admin_option`;

function privileges(name: string, head: string, acl: string, from: string): string {
  return `
CREATE OR REPLACE VIEW pg_catalog.${name} AS
  SELECT ${head}, p.privilege_type::text, ${IDENTITY}
  FROM ${from} CROSS JOIN LATERAL aclexplode(${acl}) p LEFT JOIN pg_roles r ON r.oid = p.grantee
  WHERE p.privilege_type NOT IN ('CONNECT', 'MAINTAIN', 'TRIGGER');
GRANT SELECT ON pg_catalog.${name} TO PUBLIC;`;
}

/**
 * Redshift's catalog views of objects and permissions.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/svv_views.html
 */
export const SYSTEM_VIEWS = `
${Object.entries(EMPTY)
  .map(([name, columns]) => empty(name, columns))
  .join('')}
CREATE OR REPLACE VIEW pg_catalog.svv_redshift_databases AS
  SELECT current_database()::text AS database_name, 10 AS database_owner, 'local'::text AS database_type,
    NULL::text AS database_acl, NULL::text AS database_options, 'Snapshot Isolation'::text AS database_isolation_level;
CREATE OR REPLACE VIEW pg_catalog.svv_redshift_functions AS
  SELECT current_database()::text AS database_name, n.nspname::text AS schema_name, p.proname::text AS function_name,
    CASE p.prokind WHEN 'p' THEN 'STORED PROCEDURE' ELSE 'REGULAR FUNCTION' END AS function_type,
    pg_get_function_identity_arguments(p.oid) AS argument_type,
    pg_get_function_result(p.oid) AS result_type
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN('n.nspname')};
-- Rows and sizes are those of the last statistics; there is one slice, where nothing is skewed.
CREATE OR REPLACE VIEW pg_catalog.svv_table_info AS
  SELECT current_database()::text AS database, n.nspname::text AS schema, c.oid::integer AS table_id,
    c.relname::text AS "table", CASE WHEN redshift_internal.layout_of(c.oid) -> 'encodings' <> '{}'::json::jsonb THEN 'Y' ELSE 'Y, AUTO(ENCODE)' END::text AS encoded,
    redshift_internal.diststyle_of(c.oid) AS diststyle, redshift_internal.sortkey_of(c.oid) AS sortkey1,
    (SELECT max(a.atttypmod - 4) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.atttypid = 1043 AND a.attnum > 0)::integer AS max_varchar,
    CASE WHEN redshift_internal.sortkey_count(c.oid) > 0 THEN (SELECT redshift_internal.encoding_of(a) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND pg_catalog.attsortkeyord(a) = 1) END AS sortkey1_enc,
    redshift_internal.sortkey_count(c.oid) AS sortkey_num,
    ceil(pg_total_relation_size(c.oid) / 1048576.0)::bigint AS size, NULL::numeric(10, 4) AS pct_used,
    0::bigint AS empty, 0::numeric(5, 2) AS unsorted, 0::numeric(5, 2) AS stats_off,
    greatest(c.reltuples, 0)::numeric(38, 0) AS tbl_rows, NULL::numeric(19, 2) AS skew_sortkey1,
    NULL::numeric(19, 2) AS skew_rows, greatest(c.reltuples, 0)::numeric(38, 0) AS estimated_visible_rows,
    NULL::text AS risk_event, NULL::numeric(12, 2) AS vacuum_sort_benefit, NULL::timestamp AS create_time
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND ${OWN('n.nspname')};
CREATE OR REPLACE VIEW pg_catalog.svv_user_info AS
  SELECT rolname::text AS user_name, oid::integer AS user_id, rolcreatedb AS createdb, rolsuper AS superuser,
    rolsuper AS catalog_update, CASE rolconnlimit WHEN -1 THEN 'UNLIMITED' ELSE rolconnlimit::text END AS connection_limit,
    'RESTRICTED'::text AS syslog_access, NULL::timestamp AS last_ddl_timestamp, 0 AS session_timeout,
    NULL::text AS external_user_id
  FROM pg_roles WHERE rolcanlogin;
CREATE OR REPLACE VIEW pg_catalog.pg_user_info AS
  SELECT rolname AS usename, oid::integer AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper,
    false AS usecatupd, '********'::text AS passwd, rolvaliduntil AS valuntil, NULL::text[] AS useconfig,
    CASE rolconnlimit WHEN -1 THEN 'UNLIMITED' ELSE rolconnlimit::text END AS useconnlimit
  FROM pg_roles WHERE rolcanlogin;
CREATE OR REPLACE VIEW pg_catalog.pg_class_info AS
  SELECT oid AS reloid, relname, relnamespace, reltype, relowner, relkind, relnatts, reltuples, relpages,
    NULL::timestamp AS relcreationtime, redshift_internal.diststyle_number(oid) AS releffectivediststyle
  FROM pg_class;
CREATE OR REPLACE VIEW pg_catalog.pg_database_info AS
  SELECT oid AS datid, datname, datdba, encoding, datistemplate, datallowconn, 'UNLIMITED'::text AS datconnlimit
  FROM pg_database;
CREATE OR REPLACE VIEW pg_catalog.pg_proc_info AS
  SELECT oid AS prooid, proname, pronamespace, proowner, prolang, pronargs, proargtypes, prosrc, prokind,
    proargnames, proargmodes, proretset, prorettype, proallargtypes FROM pg_proc;
CREATE OR REPLACE VIEW pg_catalog.svv_user_grants AS
  SELECT u.oid::integer AS user_id, u.rolname::text AS user_name, g.oid::integer AS role_id,
    g.rolname::text AS role_name, m.admin_option
  FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
  WHERE u.rolcanlogin;
CREATE OR REPLACE VIEW pg_catalog.svv_role_grants AS
  SELECT r.oid::integer AS role_id, r.rolname::text AS role_name, g.oid::integer AS granted_role_id,
    g.rolname::text AS granted_role_name
  FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
  WHERE NOT r.rolcanlogin AND NOT starts_with(r.rolname, 'pg_');
CREATE OR REPLACE VIEW pg_catalog.svv_mv_info AS
  SELECT current_database()::text AS database_name, schemaname::text AS schema_name,
    matviewowner::text AS user_name, matviewname::text AS name, 'u'::text AS is_stale, 1 AS state,
    'f'::text AS autorewrite, 'f'::text AS autorefresh
  FROM pg_matviews;
CREATE OR REPLACE VIEW pg_catalog.svv_mv_dependency AS
  SELECT DISTINCT current_database()::text AS database_name, n.nspname::text AS schema_name,
    v.relname::text AS name, s.nspname::text AS dependent_schema_name, t.relname::text AS dependent_name
  FROM pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace
  JOIN pg_rewrite w ON w.ev_class = v.oid JOIN pg_depend d ON d.objid = w.oid
  JOIN pg_class t ON t.oid = d.refobjid AND t.oid <> v.oid JOIN pg_namespace s ON s.oid = t.relnamespace
  WHERE v.relkind = 'm';
${privileges(
  'svv_relation_privileges',
  'n.nspname::text AS namespace_name, c.relname::text AS relation_name',
  'c.relacl',
  `(pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND ${OWN('n.nspname')})`,
)}
${privileges(
  'svv_schema_privileges',
  'n.nspname::text AS namespace_name',
  'n.nspacl',
  `(SELECT * FROM pg_namespace WHERE ${OWN('nspname')}) n`,
)}
${privileges(
  'svv_function_privileges',
  'n.nspname::text AS namespace_name, f.proname::text AS function_name, pg_get_function_identity_arguments(f.oid) AS argument_types',
  'f.proacl',
  `(pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace AND ${OWN('n.nspname')})`,
)}
${privileges('svv_language_privileges', 'l.lanname::text AS language_name', 'l.lanacl', 'pg_language l')}
${privileges('svv_database_privileges', 'd.datname::text AS database_name', 'd.datacl', '(SELECT * FROM pg_database WHERE datname = current_database()) d')}
${privileges(
  'svv_column_privileges',
  'n.nspname::text AS namespace_name, c.relname::text AS relation_name, a.attname::text AS column_name',
  'a.attacl',
  `(pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND ${OWN('n.nspname')})`,
)}
CREATE OR REPLACE VIEW pg_catalog.svv_default_privileges AS
  SELECT n.nspname::text AS schema_name, d.defaclobjtype::text AS object_type, o.oid::integer AS owner_id,
    o.rolname::text AS owner_name, 'user'::text AS owner_type, p.privilege_type::text,
    coalesce(r.oid, 0)::integer AS grantee_id, coalesce(r.rolname, 'public')::text AS grantee_name,
    CASE WHEN r.oid IS NULL THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'role' END AS grantee_type,
    p.is_grantable AS admin_option
  FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole
  LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
  CROSS JOIN LATERAL aclexplode(d.defaclacl) p LEFT JOIN pg_roles r ON r.oid = p.grantee;
CREATE OR REPLACE VIEW redshift_internal.grants AS
  SELECT current_database()::varchar AS database_name, schema_name::varchar, object_name::varchar, object_type::varchar,
    privilege_type::varchar, identity_id, identity_name::varchar, identity_type::varchar, admin_option,
    object_type::varchar AS privilege_scope
  FROM (
    SELECT namespace_name AS schema_name, relation_name AS object_name, 'TABLE' AS object_type, privilege_type,
      identity_id, identity_name, identity_type, admin_option FROM pg_catalog.svv_relation_privileges
    UNION ALL SELECT namespace_name, NULL, 'SCHEMA', privilege_type, identity_id, identity_name, identity_type, admin_option
    FROM pg_catalog.svv_schema_privileges
    UNION ALL SELECT NULL, NULL, 'DATABASE', privilege_type, identity_id, identity_name, identity_type, admin_option
    FROM pg_catalog.svv_database_privileges
    UNION ALL SELECT DISTINCT f.namespace_name, f.function_name, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
      f.privilege_type, f.identity_id, f.identity_name, f.identity_type, f.admin_option
    FROM pg_catalog.svv_function_privileges f JOIN pg_namespace n ON n.nspname = f.namespace_name
    JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = f.function_name) granted;
GRANT SELECT ON redshift_internal.grants, pg_catalog.svv_redshift_databases, pg_catalog.svv_redshift_functions, pg_catalog.svv_table_info,
  pg_catalog.svv_user_info, pg_catalog.pg_user_info, pg_catalog.pg_class_info, pg_catalog.pg_database_info,
  pg_catalog.pg_proc_info, pg_catalog.svv_user_grants, pg_catalog.svv_role_grants, pg_catalog.svv_mv_info,
  pg_catalog.svv_mv_dependency, pg_catalog.svv_default_privileges TO PUBLIC;
`;
