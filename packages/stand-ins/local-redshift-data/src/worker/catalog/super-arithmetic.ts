import { newOperator } from './new-operator.ts';

const SIGNS = [
  ['+', 'plus'],
  ['-', 'minus'],
  ['*', 'times'],
  ['/', 'divided'],
  ['%', 'modulo'],
] as const;

const OPERANDS = [
  ['jsonb', 'numeric'],
  ['numeric', 'jsonb'],
  ['jsonb', 'jsonb'],
] as const;

const ARITHMETIC = SIGNS.flatMap(([sign, word]) =>
  OPERANDS.map(
    ([left, right]) => `
CREATE OR REPLACE FUNCTION redshift_internal.super_${word}(a ${left}, b ${right}) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT a::numeric ${sign} b::numeric $$;${newOperator(sign, left, right, `super_${word}`)}`,
  ),
);

/** SUM and AVG of SUPER count its numbers. MIN and MAX compare values of any type. */
const AGGREGATES = `
CREATE OR REPLACE FUNCTION redshift_internal.super_number(v jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT v::numeric $$;
CREATE OR REPLACE FUNCTION redshift_internal.super_added(total numeric, v jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN v::numeric IS NULL THEN total ELSE coalesce(total, 0) + v::numeric END $$;
CREATE OR REPLACE AGGREGATE pg_catalog.sum(jsonb) (SFUNC = redshift_internal.super_added, STYPE = numeric);
CREATE OR REPLACE FUNCTION redshift_internal.super_counted(totals numeric[], v jsonb) RETURNS numeric[]
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN v::numeric IS NULL THEN totals ELSE ARRAY[totals[1] + v::numeric, totals[2] + 1] END $$;
CREATE OR REPLACE FUNCTION redshift_internal.super_mean(totals numeric[]) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT totals[1] / nullif(totals[2], 0) $$;
-- The scale of its sum says nothing of its average.
CREATE OR REPLACE FUNCTION redshift_internal.avg(average double precision, total numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT average $$;
CREATE OR REPLACE AGGREGATE pg_catalog.avg(jsonb)
  (SFUNC = redshift_internal.super_counted, STYPE = numeric[], FINALFUNC = redshift_internal.super_mean, INITCOND = '{0,0}');
CREATE OR REPLACE FUNCTION redshift_internal.super_larger(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT CASE WHEN a > b THEN a ELSE b END $$;
CREATE OR REPLACE FUNCTION redshift_internal.super_smaller(a jsonb, b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT CASE WHEN a < b THEN a ELSE b END $$;
CREATE OR REPLACE AGGREGATE pg_catalog.max(jsonb) (SFUNC = redshift_internal.super_larger, STYPE = jsonb);
CREATE OR REPLACE AGGREGATE pg_catalog.min(jsonb) (SFUNC = redshift_internal.super_smaller, STYPE = jsonb);
`;

/**
 * Arithmetic with SUPER, which is NULL for a value that is not a number. PostgreSQL's minus, which
 * removes an element or a key from a jsonb, gets a name that no statement can use.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/query-super.html
 */
export const SUPER_ARITHMETIC = `
UPDATE pg_operator SET oprname = '@-' WHERE oprname = '-' AND oprleft = 'jsonb'::regtype
  AND oprright IN ('integer'::regtype, 'text'::regtype, 'text[]'::regtype);
${ARITHMETIC.join('')}${AGGREGATES}`;
