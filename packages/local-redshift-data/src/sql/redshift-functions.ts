const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * What Redshift's SQL reference lists as functions, as far as PostgreSQL or this stand-in has them
 * too. A function of PostgreSQL that is not here is refused, for Redshift would refuse it.
 */
export const REDSHIFT_FUNCTIONS = words(`
  abs acos add_months any_value approximate_percentile_disc array_concat array_flatten ascii asin
  atan atan2 avg bit_and bit_or bool_and bool_or bpcharcmp btrim bttext_pattern_cmp can_json_parse
  cbrt ceil ceiling char_length character_length charindex chr coalesce concat convert_timezone
  corr cos cot count count_distinct crc32 cume_dist current_aws_account current_database
  current_date current_namespace current_schema current_schemas current_setting current_user
  current_user_id date_cmp date_cmp_timestamp date_part date_part_year date_trunc dateadd datediff
  decode degrees dense_rank dexp dlog1 dlog10 exp first_value floor from_hex func_sha1
  get_array_length getdate greatest has_column_privilege has_database_privilege
  has_schema_privilege has_table_privilege initcap is_array is_bigint is_boolean is_char
  is_decimal is_float is_integer is_object is_scalar is_smallint is_valid_json
  is_valid_json_array is_varchar isnull json_array_length json_extract_array_element_text
  json_extract_path_text json_parse json_serialize json_size json_typeof lag last_day last_value
  lead least left len length listagg ln log lower lpad ltrim max md5 median min mod months_between
  next_day now nth_value ntile nullif nvl nvl2 octet_length overlay parse_ident percent_rank
  percentile_cont percentile_disc pg_backend_pid pg_last_copy_count pg_get_viewdef pi position pow
  power quote_ident quote_literal radians random rank regexp_count regexp_instr regexp_replace
  regexp_substr repeat replace reverse right round row_number rpad rtrim session_user sha sha1 sha2
  sign sin slice split_part split_to_array sqrt stddev stddev_pop stddev_samp strpos strtol
  subarray substr substring sum sysdate tan textlen timeofday timezone to_char to_date to_hex
  to_number to_timestamp to_varbyte translate trim trunc try_cast typeof upper user var_pop
  var_samp variance version width_bucket overlaps similar_to_escape like_escape
`);

/** These run on the leader node only: Redshift takes them where no table of the user's is read. */
export const LEADER_NODE_FUNCTIONS = words(`
  age array_agg array_length array_to_string array_upper current_time current_timestamp
  format_type generate_series get_bit get_byte localtime localtimestamp now obj_description
  col_description pg_get_constraintdef pg_get_expr pg_get_indexdef pg_get_userbyid
  pg_table_is_visible pg_size_pretty pg_relation_size set_bit set_byte set_config setseed
  shobj_description string_agg to_ascii generate_subscripts pg_encoding_to_char clock_timestamp
  statement_timestamp transaction_timestamp isfinite justify_days justify_hours
  justify_interval
`);

/** Settings that PostgreSQL does not know: they are kept under `redshift.` and do nothing. */
export const REDSHIFT_SETTINGS = words(`
  analyze_threshold_percent cast_super_null_on_error datashare_break_glass_session_var
  default_geometry_encoding describe_field_name_in_uppercase downcase_delimited_identifier
  enable_case_sensitive_identifier enable_case_sensitive_super_attribute
  enable_numeric_rounding enable_result_cache_for_session error_on_nondeterministic_update
  extra_query_group interval_forbid_composite_literals json_serialization_enable
  json_serialization_parse_nested_strings max_concurrency_scaling_clusters mv_enable_aqmv_for_session
  navigate_super_null_on_error parse_super_null_on_error query_group spectrum_enable_pseudo_columns
  spectrum_query_maxerror stored_proc_log_min_messages use_fips_ssl wlm_query_slot_count
`);
