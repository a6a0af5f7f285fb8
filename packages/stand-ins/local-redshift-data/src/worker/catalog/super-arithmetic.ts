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

/**
 * Arithmetic with SUPER, which is NULL for a value that is not a number. PostgreSQL's minus, which
 * removes an element or a key from a jsonb, gets a name that no statement can use.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/query-super.html
 */
export const SUPER_ARITHMETIC = `
UPDATE pg_operator SET oprname = '@-' WHERE oprname = '-' AND oprleft = 'jsonb'::regtype
  AND oprright IN ('integer'::regtype, 'text'::regtype, 'text[]'::regtype);
${ARITHMETIC.join('')}`;
