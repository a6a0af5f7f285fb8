import { newOperator } from './new-operator.ts';

/** Types that Redshift turns into VARCHAR by itself where text is asked for. */
export const NUMBERS = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];

/** Functions of PostgreSQL's and of ours that take text first, with the types of what comes after it. */
const FUNCTIONS: readonly (readonly [name: string, rest: readonly string[], result: string])[] = [
  ['ascii', [], 'integer'],
  ['btrim', [], 'text'],
  ['btrim', ['text'], 'text'],
  ['initcap', [], 'text'],
  ['left', ['bigint'], 'text'],
  ['len', [], 'integer'],
  ['length', [], 'integer'],
  ['lower', [], 'text'],
  ['lpad', ['bigint'], 'text'],
  ['lpad', ['bigint', 'text'], 'text'],
  ['ltrim', [], 'text'],
  ['ltrim', ['text'], 'text'],
  ['md5', [], 'text'],
  ['octet_length', [], 'integer'],
  ['position', ['text'], 'integer'],
  ['repeat', ['bigint'], 'text'],
  ['replace', ['text', 'text'], 'text'],
  ['reverse', [], 'text'],
  ['right', ['bigint'], 'text'],
  ['rpad', ['bigint'], 'text'],
  ['rpad', ['bigint', 'text'], 'text'],
  ['rtrim', [], 'text'],
  ['rtrim', ['text'], 'text'],
  ['strpos', ['text'], 'integer'],
  ['substr', ['bigint'], 'text'],
  ['substr', ['bigint', 'bigint'], 'text'],
  ['substring', ['bigint'], 'text'],
  ['substring', ['bigint', 'bigint'], 'text'],
  ['textlen', [], 'integer'],
  ['translate', ['text', 'text'], 'text'],
  ['upper', [], 'text'],
];

/** Ours take a BIGINT where PostgreSQL's take an INTEGER: Redshift turns the one into the other by itself. */
function argument(type: string, at: number): string {
  return type === 'bigint' ? `$${at + 2}::integer` : `$${at + 2}`;
}

function definition(
  type: string,
  [name, rest, result]: (typeof FUNCTIONS)[number],
  subject: string,
): string {
  return `
CREATE OR REPLACE FUNCTION pg_catalog."${name}"(${[type, ...rest].join(', ')}) RETURNS ${result}
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog."${name}"(${[subject, ...rest.map(argument)].join(', ')}) $$;`;
}

const COMPARED = { '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };
const MATCHED = { '~~': 'like', '!~~': 'nlike', '~~*': 'iclike', '!~~*': 'icnlike' };

function operator(left: string, right: string, sign: string, name: string): string {
  const [a, b] = [left, right].map((type, at) =>
    type === 'text' ? `$${at + 1}` : `$${at + 1}::text`,
  );
  return `
CREATE OR REPLACE FUNCTION redshift_internal.number_${name}(${left}, ${right}) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT ${a} ${sign} ${b} $$;${newOperator(sign, left, right, `number_${name}`)}`;
}

function comparisons(type: string): string {
  return Object.entries(COMPARED)
    .flatMap(([sign, name]) => [
      operator(type, 'text', sign, name),
      operator('text', type, sign, name),
    ])
    .join('');
}

function matches(type: string): string {
  return Object.entries(MATCHED)
    .map(([sign, name]) => operator(type, 'text', sign, name))
    .join('');
}

/** A BOOLEAN compares with a number as 1 or 0. */
const booleans = Object.entries({ '=': 'boolean_eq', '<>': 'boolean_ne' })
  .map(
    ([sign, name]) => `
CREATE OR REPLACE FUNCTION redshift_internal.${name}(boolean, integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT $1::integer ${sign} $2 $$;
CREATE OR REPLACE FUNCTION redshift_internal.${name}(integer, boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT $1 ${sign} $2::integer $$;
${newOperator(sign, 'boolean', 'integer', name)}${newOperator(sign, 'integer', 'boolean', name)}`,
  )
  .join('');

const WITH_BIGINT = FUNCTIONS.filter(([, rest]) => rest.includes('bigint'));

/**
 * Implicit conversions of numbers: to VARCHAR in functions of text, comparisons and LIKE, and of BIGINT
 * to INTEGER.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html#r_Type_conversion
 */
export const TEXT_OF_NUMBERS = [
  ...NUMBERS.map(
    (type) => `
CREATE OR REPLACE FUNCTION pg_catalog.charindex(part text, n ${type}) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT strpos(n::text, part) $$;`,
  ),
  ...NUMBERS.flatMap((type) => FUNCTIONS.map((each) => definition(type, each, '$1::text'))),
  ...WITH_BIGINT.map((each) => definition('text', each, '$1')),
  ...NUMBERS.map((type) => comparisons(type) + matches(type)),
  booleans,
].join('');
