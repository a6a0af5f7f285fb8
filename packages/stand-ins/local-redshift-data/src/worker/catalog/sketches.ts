/** Bits of a hash that choose a register, as in Redshift's sketches. */
const INDEX_BITS = 15;
const RANK_BITS = 64 - INDEX_BITS;
const REGISTERS = 2 ** INDEX_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Builds a sketch of the rows `(i, v)` of a query: registers that are not 0, and their values. */
const SKETCH = `jsonb_build_object('version', 1, 'logm', ${INDEX_BITS}, 'sparse', jsonb_build_object(
    'indices', coalesce(jsonb_agg(i ORDER BY i), '[]'), 'values', coalesce(jsonb_agg(v ORDER BY i), '[]')))`;

/**
 * HyperLogLog sketches, which are JSON as in Redshift, with PostgreSQL's hash function.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/hyperloglog-overview.html
 */
export const SKETCHES = `
DO $do$ BEGIN
  IF to_regtype('pg_catalog.hllsketch') IS NULL THEN CREATE DOMAIN pg_catalog.hllsketch AS jsonb; END IF;
END $do$;
CREATE OR REPLACE FUNCTION redshift_internal.hll_hash(t text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT hashtextextended(t, 0) $$;
CREATE OR REPLACE FUNCTION redshift_internal.hll_sketch(hashes bigint[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT ${SKETCH} FROM (
    SELECT (h >> ${RANK_BITS}) & ${REGISTERS - 1} AS i, max(${RANK_BITS + 1} - length(ltrim(h::bit(${RANK_BITS})::text, '0'))) AS v
    FROM unnest(hashes) h WHERE h IS NOT NULL GROUP BY 1) registers $$;
CREATE OR REPLACE FUNCTION redshift_internal.hll_combine(sketches jsonb[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT ${SKETCH} FROM (
    SELECT register.i::integer, max(register.v::integer) AS v
    FROM unnest(sketches) sketch, ROWS FROM (jsonb_array_elements_text(sketch #> '{sparse,indices}'),
      jsonb_array_elements_text(sketch #> '{sparse,values}')) AS register(i, v)
    GROUP BY 1) registers $$;
CREATE OR REPLACE FUNCTION pg_catalog.hll_combine_sketches(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.hll_combine(ARRAY[a, b]) $$;
-- The estimate of Flajolet and others; while many registers are 0, they are counted.
CREATE OR REPLACE FUNCTION pg_catalog.hll_cardinality(sketch jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT round(CASE WHEN estimate <= ${2.5 * REGISTERS} AND zeros > 0 THEN ${REGISTERS} * ln(${REGISTERS} / zeros) ELSE estimate END)::bigint
  FROM (SELECT ${REGISTERS}::double precision - count(*) AS zeros,
      ${ALPHA * REGISTERS * REGISTERS} / (${REGISTERS} - count(*) + coalesce(sum(2::double precision ^ -v::integer), 0)) AS estimate
    FROM jsonb_array_elements_text(sketch #> '{sparse,values}') v) counted $$;
`;
