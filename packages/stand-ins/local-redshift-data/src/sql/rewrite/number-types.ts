/** What a numeric expression is: exact, with its digits, or in floating point. */
export type NumberType =
  | { readonly kind: 'integer' | 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'float' };

type Exact = Exclude<NumberType, { kind: 'float' }>;

const MAX_PRECISION = 38;
const MIN_DIVISION_SCALE = 4;

const INT4: Exact = { kind: 'integer', precision: 10, scale: 0 };
const INT8: Exact = { kind: 'integer', precision: 19, scale: 0 };
const FLOAT: NumberType = { kind: 'float' };

export function decimal(precision: number, scale: number): Exact {
  return {
    kind: 'decimal',
    precision: Math.min(precision, MAX_PRECISION),
    scale: Math.min(scale, MAX_PRECISION),
  };
}

/** By PostgreSQL's type numbers. */
const TYPES: Readonly<Record<number, NumberType>> = {
  20: INT8,
  21: { kind: 'integer', precision: 5, scale: 0 },
  23: INT4,
  700: FLOAT,
  701: FLOAT,
};

const NUMERIC = 1700;

/** The type of a column. A computed DECIMAL has no digits of its own in PostgreSQL: it is as wide as can be. */
export function columnType(typeId: number, typeModifier: number): NumberType | undefined {
  if (typeId !== NUMERIC) return TYPES[typeId];
  if (typeModifier < 4) return decimal(MAX_PRECISION, 0);
  return decimal(((typeModifier - 4) >> 16) & 0xffff, (typeModifier - 4) & 0x7ff);
}

/** `12.50` is DECIMAL(4,2), `7` INTEGER. */
export function literalType(text: string): NumberType {
  if (/e/i.test(text)) return FLOAT;
  const [whole = '', fraction] = text.split('.');
  if (fraction !== undefined) return decimal(whole.length + fraction.length, fraction.length);
  const value = BigInt(whole);
  if (value <= 2_147_483_647n) return INT4;
  return value <= 9_223_372_036_854_775_807n ? INT8 : decimal(whole.length, 0);
}

/** The type of a quotient of DECIMALs: beyond 38 digits its scale gives way, to 4 at least. */
function quotient(a: Exact, b: Exact): Exact {
  const scale = Math.max(MIN_DIVISION_SCALE, a.scale + b.precision - b.scale + 1);
  const precision = a.precision - a.scale + b.scale + scale;
  const excess = Math.max(0, precision - MAX_PRECISION);
  return decimal(precision, Math.max(MIN_DIVISION_SCALE, scale - excess));
}

function sum(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return decimal(Math.max(a.precision - a.scale, b.precision - b.scale) + 1 + scale, scale);
}

/**
 * The type of an operation, by the signs of arithmetic.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export function resultType(a: NumberType, operator: string, b: NumberType): NumberType | undefined {
  if (a.kind === 'float' || b.kind === 'float') return FLOAT;
  if (a.kind === 'integer' && b.kind === 'integer') return a.precision > b.precision ? a : b;
  if (operator === '/') return quotient(a, b);
  if (operator === '*') return decimal(a.precision + b.precision + 1, a.scale + b.scale);
  return operator === '+' || operator === '-' ? sum(a, b) : undefined;
}

/** What holds each of two types: the branches of CASE, the arguments of COALESCE. */
export function commonType(a: NumberType, b: NumberType): NumberType {
  if (a.kind === 'float' || b.kind === 'float') return FLOAT;
  if (a.kind === 'integer' && b.kind === 'integer') return a.precision > b.precision ? a : b;
  const scale = Math.max(a.scale, b.scale);
  return decimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

/** What SUM gives of a type. */
export function sumType(type: NumberType): NumberType {
  if (type.kind === 'float') return type;
  if (type.kind === 'integer' && type.precision < INT8.precision) return INT8;
  return decimal(MAX_PRECISION, type.scale);
}

export const COUNT_TYPE: NumberType = INT8;
