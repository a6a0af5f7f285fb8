import { settingText } from '../../sql/redshift-settings.ts';
import { OPERATORS } from './comparisons.ts';
import { newOperator } from './new-operator.ts';
import { SUPER_CASTS } from './super-casts.ts';
import { SUPER_OBJECTS } from './super-objects.ts';

const SCALARS = ['text', 'numeric', 'boolean', 'jsonb'];

/** Defines one function for each type that can be compared with an element of an array. */
const ofValue = (head: (type: string) => string): string => SCALARS.map(head).join('');

/** What a comparison of different types returns; NULL for an order. */
const OF_OTHER_TYPES: Readonly<Record<string, boolean>> = { '=': false, '<>': true };

/**
 * Compares SUPER with a number, text or a truth value by its value. Values of other types are not equal, and have
 * no order.
 */
function dynamic([operator, name]: readonly [string, string]): string {
  const other = OF_OTHER_TYPES[operator];
  const otherwise = (value: string, scalar: string): string =>
    other === undefined
      ? ''
      : ` WHEN 'null' THEN NULL ELSE CASE WHEN ${value} IS NOT NULL AND ${scalar} IS NOT NULL THEN ${other} END`;
  return (
    [
      ['numeric', 'number'],
      ['text', 'string'],
      ['boolean', 'boolean'],
    ] as const
  )
    .map(
      ([type, kind]) => `
CREATE OR REPLACE FUNCTION redshift_internal.super_${name}(a jsonb, b ${type}) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE jsonb_typeof(a) WHEN '${kind}' THEN (a #>> '{}')::${type} ${operator} b${otherwise('a', 'b')} END $$;
CREATE OR REPLACE FUNCTION redshift_internal.super_${name}(a ${type}, b jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE jsonb_typeof(b) WHEN '${kind}' THEN a ${operator} (b #>> '{}')::${type}${otherwise('b', 'a')} END $$;
${newOperator(operator, 'jsonb', type, `super_${name}`)}${newOperator(operator, type, 'jsonb', `super_${name}`)}`,
    )
    .join('');
}

/** Types of scalars that SUPER can contain. */
const SUPER_OF = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'boolean',
  'text',
  'varchar',
];

/** A scalar is stored in a column of SUPER, and cast to SUPER, as it is: text is not parsed. */
function castToSuper(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.to_super(v ${type}) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT to_jsonb(v) $$;
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_cast WHERE castsource = '${type}'::regtype AND casttarget = 'jsonb'::regtype) THEN
    CREATE CAST (${type} AS jsonb) WITH FUNCTION redshift_internal.to_super(${type}) AS ASSIGNMENT;
  END IF;
END $do$;`;
}

/** Times are not cast to SUPER, which contains them as text. */
const NOT_IN_SUPER = ['date', 'time', 'timetz', 'timestamp', 'timestamptz'];

function rejectedInSuper(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.to_super(v ${type}) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS
$body$ BEGIN RAISE EXCEPTION 'cannot cast type ${type} to super'; END $body$;`;
}

/**
 * JSON functions for text and for SUPER, which is stored as jsonb. They are in plpgsql, because
 * text must be checked before it is parsed.
 */
export const JSON_FUNCTIONS = `
CREATE OR REPLACE FUNCTION redshift_internal.compact(t text) RETURNS text
LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.regexp_replace(t, '("(?:[^"\\\\]|\\\\.)*")|\\s+', '\\1', 'g') $$;
CREATE OR REPLACE FUNCTION redshift_internal.text_of(v jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE jsonb_typeof(v) WHEN 'string' THEN v #>> '{}' WHEN 'null' THEN NULL
  ELSE redshift_internal.compact(textin(jsonb_out(v))) END $$;
-- A cast to text: objects and arrays have none, and are serialized with JSON_SERIALIZE.
CREATE OR REPLACE FUNCTION redshift_internal.super_to_text(v jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN jsonb_typeof(v) NOT IN ('object', 'array') THEN redshift_internal.text_of(v) END $$;
-- Text that is no JSON, or in which an object repeats a name.
CREATE OR REPLACE FUNCTION redshift_internal.parse_other(t text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $body$ BEGIN
  IF t IS NOT JSON THEN
    IF (${settingText('parse_super_null_on_error')})::boolean THEN RETURN NULL; END IF;
  ELSIF NOT (${settingText('json_parse_dedup_attributes')})::boolean THEN
    RAISE EXCEPTION 'JSON_PARSE: an object repeats the name of an attribute'
      USING HINT = 'SET json_parse_dedup_attributes TO on keeps the last one.';
  END IF;
  RETURN t::json::jsonb;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.json_parse(t text) RETURNS jsonb LANGUAGE plpgsql STABLE STRICT AS $body$ BEGIN
  RETURN CASE WHEN t IS JSON WITH UNIQUE KEYS THEN t::json::jsonb ELSE redshift_internal.parse_other(t) END;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.json_serialize(v jsonb) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(redshift_internal.compact(textin(jsonb_out(v))), 'null') $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_serialize_to_varbyte(v jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT convert_to(pg_catalog.json_serialize(v), 'UTF8') $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_typeof(v jsonb) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT jsonb_typeof(v) $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_size(v jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT octet_length(pg_catalog.json_serialize(v))::bigint $$;
CREATE OR REPLACE FUNCTION pg_catalog.get_array_length(v jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE jsonb_typeof(v) WHEN 'array' THEN jsonb_array_length(v) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON OBJECT $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json_array(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON ARRAY $$;
CREATE OR REPLACE FUNCTION pg_catalog.can_json_parse(t text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT t IS JSON $$;
CREATE OR REPLACE FUNCTION pg_catalog.json_array_length(t text, null_if_invalid boolean DEFAULT false)
RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $body$ BEGIN
  IF null_if_invalid AND t IS NOT JSON ARRAY THEN RETURN NULL; END IF;
  RETURN json_array_length(t::json);
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(t text, VARIADIC path text[])
RETURNS varchar LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN json_typeof(t::json #> path) IN ('object', 'array')
  THEN redshift_internal.compact(t::json #>> path) ELSE t::json #>> path END $$;
CREATE OR REPLACE FUNCTION redshift_internal.json_extract_path_text(null_if_invalid boolean, t text,
  VARIADIC path text[]) RETURNS varchar LANGUAGE plpgsql IMMUTABLE AS $body$ BEGIN
  IF null_if_invalid AND t IS NOT JSON THEN RETURN NULL; END IF;
  RETURN pg_catalog.json_extract_path_text(t, VARIADIC path);
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_array_element_text(t text, n integer,
  null_if_invalid boolean DEFAULT false) RETURNS varchar LANGUAGE plpgsql IMMUTABLE AS $body$ BEGIN
  IF n < 0 OR (null_if_invalid AND t IS NOT JSON) THEN RETURN NULL; END IF;
  RETURN redshift_internal.text_of(t::json::jsonb -> n);
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.get_number_attributes(v jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE jsonb_typeof(v) WHEN 'object' THEN (SELECT count(*)::integer FROM jsonb_object_keys(v)) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_array(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'array', false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_object(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'object', false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_scalar(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) IN ('string', 'number', 'boolean'), false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_boolean(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'boolean', false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_varchar(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'string', false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_char(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'string', false) $$;
CREATE OR REPLACE FUNCTION redshift_internal.is_whole(v jsonb, bits integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN jsonb_typeof(v) = 'number'
  THEN scale(v::numeric) = 0 AND v::numeric BETWEEN -power(2::numeric, bits) AND power(2::numeric, bits) - 1
  ELSE false END $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_smallint(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.is_whole(v, 15) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_integer(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.is_whole(v, 31) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_bigint(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.is_whole(v, 63) $$;
CREATE OR REPLACE FUNCTION pg_catalog.is_decimal(v jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_typeof(v) = 'number' AND scale(v::numeric) > 0, false) $$;
CREATE OR REPLACE FUNCTION pg_catalog.decimal_scale(v jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN jsonb_typeof(v) = 'number' THEN scale(v::numeric) END $$;
CREATE OR REPLACE FUNCTION pg_catalog.decimal_precision(v jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN jsonb_typeof(v) = 'number'
  THEN length(regexp_replace(textin(jsonb_out(v)), '[-.]', '', 'g')) END $$;
CREATE OR REPLACE FUNCTION redshift_internal."array"(VARIADIC parts "any") RETURNS jsonb
LANGUAGE internal STABLE AS 'jsonb_build_array';
CREATE OR REPLACE FUNCTION redshift_internal."array"() RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT '[]'::jsonb $$;
CREATE OR REPLACE FUNCTION redshift_internal.object(VARIADIC parts "any") RETURNS jsonb
LANGUAGE internal STABLE AS 'jsonb_build_object';
CREATE OR REPLACE FUNCTION redshift_internal.object() RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT '{}'::jsonb $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_concat(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN jsonb_typeof(a) = 'array' AND jsonb_typeof(b) = 'array' THEN a || b END $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_flatten(v jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(CASE WHEN inner_part IS NULL THEN part ELSE inner_part END
    ORDER BY at, inner_at), '[]') FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at)
  LEFT JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(part) WHEN 'array' THEN part ELSE jsonb_build_array(part) END)
    WITH ORDINALITY inner_parts(inner_part, inner_at) ON true
  WHERE inner_part IS NOT NULL $$;
CREATE OR REPLACE FUNCTION pg_catalog.subarray(v jsonb, start bigint, size bigint DEFAULT NULL) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(part ORDER BY at), '[]')
  FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at)
  WHERE at > start AND (size IS NULL OR at <= start + size) $$;
CREATE OR REPLACE FUNCTION pg_catalog.split_to_array(t text, delimiter text DEFAULT ',') RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT to_jsonb(string_to_array(t, delimiter)) $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_distinct(v jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(part ORDER BY at), '[]') FROM (
  SELECT part, min(at) AS at FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at) GROUP BY part) d $$;
-- Types in the order boolean, number, text, array, object, as in ORDER BY of SUPER.
CREATE OR REPLACE FUNCTION redshift_internal.type_order(v jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.array_position(ARRAY['boolean', 'number', 'string', 'array', 'object'], jsonb_typeof(v)) $$;
CREATE OR REPLACE FUNCTION redshift_internal.super_cmp(a jsonb, b jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT CASE WHEN jsonb_typeof(a) = jsonb_typeof(b) THEN jsonb_cmp(a, b)
  ELSE coalesce(redshift_internal.type_order(a), 6) - coalesce(redshift_internal.type_order(b), 6) END $$;
UPDATE pg_amproc SET amproc = 'redshift_internal.super_cmp(jsonb,jsonb)'::regprocedure
  WHERE amproclefttype = 'jsonb'::regtype AND amproc = 'jsonb_cmp'::regproc;
CREATE OR REPLACE FUNCTION pg_catalog.array_sort(v jsonb, ascending boolean DEFAULT true,
  nulls_first boolean DEFAULT NULL) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_agg(part ORDER BY
      (jsonb_typeof(part) = 'null') = coalesce(nulls_first, NOT ascending) DESC,
      CASE WHEN ascending THEN redshift_internal.type_order(part) END,
      CASE WHEN ascending THEN part END,
      CASE WHEN NOT ascending THEN redshift_internal.type_order(part) END DESC,
      CASE WHEN NOT ascending THEN part END DESC), '[]')
  FROM jsonb_array_elements(v) part $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_union(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.array_distinct(a || b) $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_intersection(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(part ORDER BY at), '[]')
  FROM jsonb_array_elements(pg_catalog.array_distinct(a)) WITH ORDINALITY parts(part, at)
  WHERE part IN (SELECT jsonb_array_elements(b)) $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_except(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(part ORDER BY at), '[]')
  FROM jsonb_array_elements(pg_catalog.array_distinct(a)) WITH ORDINALITY parts(part, at)
  WHERE part NOT IN (SELECT jsonb_array_elements(b)) $$;
${ofValue(
  (type) => `
CREATE OR REPLACE FUNCTION pg_catalog.array_contains(v jsonb, value ${type}) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT to_jsonb(value) IN (SELECT jsonb_array_elements(v)) $$;
CREATE OR REPLACE FUNCTION pg_catalog.array_positions(v jsonb, value ${type}) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(jsonb_agg(at - 1 ORDER BY at), '[]')
  FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at) WHERE part = to_jsonb(value) $$;
CREATE OR REPLACE FUNCTION redshift_internal.array_position(v jsonb, value ${type}) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(min(at)::integer - 1, -1)
  FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at) WHERE part = to_jsonb(value) $$;`,
)}
-- SUPER that holds text is that text as a VARCHAR, not its JSON. Within these functions a cast would call itself.
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_cast WHERE castsource = 'jsonb'::regtype AND casttarget = 'text'::regtype) THEN
    CREATE CAST (jsonb AS text) WITH FUNCTION redshift_internal.super_to_text(jsonb);
    CREATE CAST (jsonb AS varchar) WITH FUNCTION redshift_internal.super_to_text(jsonb);
  END IF;
END $do$;
UPDATE pg_cast SET castfunc = 'redshift_internal.super_to_text(jsonb)'::regprocedure
WHERE castsource = 'jsonb'::regtype AND casttarget IN ('text'::regtype, 'varchar'::regtype);
${SUPER_OF.map(castToSuper).join('')}${NOT_IN_SUPER.map(rejectedInSuper).join('')}
CREATE OR REPLACE FUNCTION redshift_internal.to_super(v jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$ SELECT v $$;
-- \`size\` is a length, or a precision and scale: \`(3,1)\`.
CREATE OR REPLACE FUNCTION redshift_internal.try_cast(t text, kind anyelement, size text) RETURNS anyelement
LANGUAGE plpgsql STABLE AS $body$
DECLARE result kind%TYPE;
BEGIN
  EXECUTE format('SELECT %L::%s%s', t, pg_typeof(kind), size) INTO result;
  RETURN result;
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $body$;
${SUPER_CASTS}
${SUPER_OBJECTS}
CREATE OR REPLACE FUNCTION redshift_internal.super(t text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT to_jsonb(t) $$;
-- UNPIVOT of an object: its values and their names.
CREATE OR REPLACE FUNCTION redshift_internal.attributes(v jsonb)
RETURNS TABLE (value jsonb, name varchar) LANGUAGE sql IMMUTABLE AS $$
  SELECT value, key FROM jsonb_each(CASE jsonb_typeof(v) WHEN 'object' THEN v END) $$;
-- What FROM iterates over: the elements of an array, or a value that is none.
CREATE OR REPLACE FUNCTION redshift_internal.elements(v jsonb) RETURNS SETOF jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT jsonb_array_elements(
  CASE jsonb_typeof(v) WHEN 'array' THEN v WHEN 'null' THEN '[]' ELSE jsonb_build_array(v) END) WHERE v IS NOT NULL $$;
CREATE OR REPLACE FUNCTION redshift_internal.placed_elements(v jsonb)
RETURNS TABLE (element jsonb, place bigint) LANGUAGE sql IMMUTABLE AS $$
  SELECT parts.element, parts.place - 1
  FROM redshift_internal.elements(v) WITH ORDINALITY parts(element, place) $$;
${Object.entries(OPERATORS).map(dynamic).join('')}
`;
