/**
 * Settings that PostgreSQL lacks, with their defaults. They are stored under `redshift.`, and have no
 * effect unless this stand-in heeds them.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_ConfigurationRef.html
 */
export const REDSHIFT_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['analyze_threshold_percent', '10'],
  ['cast_super_null_on_error', 'on'],
  ['datashare_break_glass_session_var', ''],
  ['default_geometry_encoding', '1'],
  ['describe_field_name_in_uppercase', 'off'],
  ['downcase_delimited_identifier', 'on'],
  ['enable_case_sensitive_identifier', 'off'],
  ['enable_case_sensitive_super_attribute', 'off'],
  ['enable_numeric_rounding', 'on'],
  ['enable_result_cache_for_session', 'on'],
  ['enable_vacuum_boost', 'off'],
  ['error_on_nondeterministic_update', 'off'],
  ['extra_query_group', ''],
  ['interval_forbid_composite_literals', 'off'],
  ['json_parse_dedup_attributes', 'off'],
  ['json_parse_truncate_strings', 'off'],
  ['json_serialization_enable', 'off'],
  ['json_serialization_parse_nested_strings', 'off'],
  ['max_concurrency_scaling_clusters', '1'],
  ['mv_enable_aqmv_for_session', 'on'],
  ['navigate_super_null_on_error', 'on'],
  ['parse_super_null_on_error', 'off'],
  ['query_group', 'unset'],
  ['readonly', 'off'],
  ['spectrum_enable_pseudo_columns', 'on'],
  ['spectrum_query_maxerror', '-1'],
  ['stored_proc_log_min_messages', 'LOG'],
  ['use_fips_ssl', 'off'],
  ['wlm_query_slot_count', '1'],
]);

/** Settings that would change results, so that only their default is supported. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'cast_super_null_on_error',
  'describe_field_name_in_uppercase',
  'downcase_delimited_identifier',
  'enable_case_sensitive_super_attribute',
  'enable_numeric_rounding',
  'error_on_nondeterministic_update',
  'interval_forbid_composite_literals',
  'json_parse_truncate_strings',
  'navigate_super_null_on_error',
]);

const TRUE = new Set(['on', 'true', '1', 'yes']);

/** Returns true for a value of a setting that has no effect here although it should. */
export function isUnsupportedSetting(name: string, value: string): boolean {
  const isDefault = TRUE.has(value) === (REDSHIFT_SETTINGS.get(name) === 'on');
  return UNSUPPORTED.has(name) && value !== 'default' && !isDefault;
}

/** Returns SQL for the current value of a setting of Redshift. */
export function settingText(name: string): string {
  return `coalesce(nullif(current_setting('redshift.${name}', true), ''), '${REDSHIFT_SETTINGS.get(name)}')`;
}
