const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The functions of a page, or a group of pages, of Redshift's SQL reference. */
export interface FunctionFamily {
  readonly family: string;
  /** Functions that behave as documented. */
  readonly same: readonly string[];
  /** Functions that work, with the described differences. */
  readonly differs: Readonly<Record<string, string>>;
  /** Functions of Redshift that this stand-in does not support. */
  readonly rejected: readonly string[];
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html */
export const FUNCTION_FAMILIES: readonly FunctionFamily[] = [
  {
    family: 'Aggregate',
    same: words(`any_value avg count listagg max median min percentile_cont percentile_disc stddev
      stddev_pop stddev_samp var_pop var_samp variance`),
    differs: { approximate: 'is exact', sum: 'of BIGINT is a DECIMAL, and of REAL a REAL' },
    rejected: [],
  },
  {
    family: 'Window',
    same: words(`cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank
      rank ratio_to_report row_number`),
    differs: {},
    rejected: [],
  },
  {
    family: 'Array',
    same: words(`array array_concat array_contains array_distinct array_except array_flatten
      array_intersection array_position array_positions array_sort array_union get_array_length split_to_array
      subarray`),
    differs: {},
    rejected: [],
  },
  {
    family: 'Bitwise',
    same: words('bit_and bit_or bool_and bool_or'),
    differs: {},
    rejected: [],
  },
  {
    family: 'Conditional',
    same: words('coalesce decode greatest isnull least nullif nvl nvl2'),
    differs: {},
    rejected: [],
  },
  {
    family: 'Formatting',
    same: words('cast convert to_char to_date to_number to_timestamp try_cast'),
    differs: {},
    rejected: words('text_to_int_alt text_to_numeric_alt'),
  },
  {
    family: 'Date and time',
    same: words(`add_months convert_timezone current_date date_cmp date_cmp_timestamp
      date_cmp_timestamptz date_part date_part_year date_trunc dateadd datediff extract getdate
      interval_cmp last_day months_between next_day sysdate timeofday timestamp_cmp
      timestamp_cmp_date timestamp_cmp_timestamptz timestamptz_cmp timestamptz_cmp_date
      timestamptz_cmp_timestamp timezone trunc`),
    differs: {},
    rejected: [],
  },
  {
    family: 'Hash',
    same: words('fnv_hash func_sha1 md5 murmur3_32_hash sha sha1 sha2'),
    differs: {},
    rejected: words('checksum farmfingerprint64'),
  },
  {
    family: 'HyperLogLog',
    same: words('hll_cardinality hll_combine hll_combine_sketches'),
    differs: { hll: 'is exact', hll_create_sketch: 'has another hash function' },
    rejected: [],
  },
  {
    family: 'JSON and SUPER',
    same: words(`can_json_parse decimal_precision decimal_scale get_number_attributes is_array is_bigint is_boolean
      is_char is_decimal is_integer is_object is_scalar is_smallint is_valid_json
      is_valid_json_array is_varchar json_array_length json_extract_array_element_text
      json_extract_path_text json_parse json_serialize json_serialize_to_varbyte json_size
      json_typeof lower_attribute_names object object_transform upper_attribute_names`),
    differs: {},
    rejected: words('is_float size typeof'),
  },
  {
    family: 'Mathematical',
    same: words(`abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees dexp dlog1 dlog10 exp
      floor ln log mod pi pow power radians random round sign sin sqrt tan trunc`),
    differs: {},
    rejected: [],
  },
  {
    family: 'String',
    same: words(`ascii bpcharcmp btrim bttext_pattern_cmp char_length character_length charindex chr
      concat crc32 difference initcap left len length lower lpad ltrim octet_length octetindex
      position quote_ident quote_literal regexp_count regexp_instr regexp_replace regexp_substr
      repeat replace replicate reverse right rpad rtrim soundex split_part strpos strtol substr
      substring textlen translate trim upper`),
    differs: { collate: 'rejects case_insensitive' },
    rejected: [],
  },
  {
    family: 'VARBYTE',
    same: words('from_hex from_varbyte getbit to_hex to_varbyte'),
    differs: {},
    rejected: [],
  },
  {
    family: 'System',
    same: words(`current_schema current_schemas current_setting current_user
      current_user_id has_column_privilege has_database_privilege has_schema_privilege
      has_table_privilege pg_backend_pid pg_get_cols pg_get_late_binding_view_cols pg_get_viewdef
      role_is_member_of session_user slice_num user user_is_member_of`),
    differs: {
      current_database: 'is dev',
      pg_last_copy_count: 'is of the same batch',
      pg_last_unload_count: 'is of the same batch',
      version: 'is 1.0.0',
    },
    rejected: words(`change_query_priority change_session_priority change_user_priority
      current_aws_account current_namespace default_iam_role
      current_session_arn has_assumerole_privilege last_user_query_id pg_cancel_backend
      pg_get_grantee_by_iam_role pg_get_iam_role_by_user
      pg_get_session_roles pg_last_copy_id pg_last_query_id
      pg_last_unload_id pg_terminate_backend reboot_cluster set_config`),
  },
  {
    family: 'Spatial, machine learning, XML',
    same: [],
    differs: {},
    rejected:
      words(`addbbox dropbbox explain_model geometrytype h3_boundary h3_center h3_fromlonglat
      h3_frompoint h3_isvalid h3_polyfill h3_resolution h3_tochildren h3_toparent supportsbbox xpath`),
  },
];

function namesOf(select: (family: FunctionFamily) => readonly string[]): ReadonlySet<string> {
  return new Set(FUNCTION_FAMILIES.flatMap(select));
}

/** All supported functions. Other functions of PostgreSQL are rejected. */
export const REDSHIFT_FUNCTIONS = namesOf(({ same, differs }) => [
  ...same,
  ...Object.keys(differs),
]);

const REJECTED = namesOf(({ rejected }) => rejected);

/**
 * Returns true for functions of Redshift that are not supported; `ST_…` are the spatial functions.
 */
export function isUnsupportedFunction(name: string): boolean {
  return REJECTED.has(name) || name.startsWith('st_');
}

/** Functions that PostgreSQL's parser generates for SQL syntax: OVERLAPS, LIKE … ESCAPE, SIMILAR TO. */
export const GRAMMAR_FUNCTIONS: ReadonlySet<string> = new Set(
  words(
    'btrim extract like_escape ltrim overlaps position rtrim similar_to_escape substring timezone',
  ),
);

/** Names of types that are called as casts, and undocumented in the guide: `DATE(saletime)`. */
export const CAST_FUNCTIONS: ReadonlySet<string> = new Set(
  words('bool date float4 float8 int2 int4 int8 numeric text timestamp timestamptz varchar'),
);

/**
 * These run on the leader node only: Redshift takes them where no table of the user's is read.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_sql-functions-leader-node.html
 */
export const LEADER_NODE_FUNCTIONS: ReadonlySet<string> = new Set(
  words(`
  age col_description current_time current_timestamp format_encoding format_type generate_series get_bit get_byte
  isfinite localtime localtimestamp now obj_description pg_encoding_to_char pg_get_constraintdef
  pg_get_expr pg_get_indexdef pg_get_userbyid pg_relation_size pg_size_pretty pg_table_is_visible
  set_bit set_byte setseed shobj_description to_ascii
`),
);

/** Functions that Redshift's guide lists as unsupported, and that tools call in queries of the catalog. */
export const CATALOG_FUNCTIONS: ReadonlySet<string> = new Set(
  words(`array_agg array_length array_to_string array_upper clock_timestamp generate_subscripts
    statement_timestamp string_agg transaction_timestamp`),
);
