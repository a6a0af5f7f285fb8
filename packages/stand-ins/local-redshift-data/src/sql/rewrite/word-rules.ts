import { unsupported } from '../../statement-errors.ts';
import { operandStart } from './operands.ts';
import type { Rewriter, Rule } from './rewriter.ts';

const APPROXIMATED = new Set(['count', 'percentile_disc', 'listagg']);
const MAXIMA: Readonly<Record<string, string>> = { varbyte: '1024000', varbinary: '1024000' };
/** System functions without parentheses that this stand-in does not support. */
const UNSUPPORTED_VALUES = new Set([
  'current_aws_account',
  'current_namespace',
  'current_session_arn',
]);
const DECIMALS = new Set(['dec', 'decimal', 'numeric']);
const SIZED_TYPES = new Set(['varchar', 'varying', 'nvarchar', 'varbyte', 'varbinary']);

/**
 * Replacements of PostgreSQL's catalog views that include Redshift's keys, and columns that PostgreSQL
 * lacks.
 */
const CATALOG_VIEWS: Readonly<Record<string, string | undefined>> = {
  pg_attrdef: 'redshift_attrdef',
  pg_constraint: 'redshift_constraint',
  pg_index: 'redshift_index',
  pg_user: 'redshift_user',
};

/** Functions that cast to types of Redshift. Text is cast as it is, where PostgreSQL would parse it. */
const CASTS: Readonly<Record<string, string>> = {
  super: 'redshift_internal.to_super',
  varbinary: 'redshift_internal.to_varbyte',
  varbyte: 'redshift_internal.to_varbyte',
};

function castOf(type: string | undefined): string | undefined {
  return type !== undefined && Object.hasOwn(CASTS, type) ? CASTS[type] : undefined;
}

/** Translates `value::type` to a call. */
function castText(rewriter: Rewriter, at: number, cast: string) {
  const from = operandStart(rewriter, at);
  const to = rewriter.has(at + 2, '(') ? rewriter.after(at + 2) : at + 2;
  return { text: `${cast}(${rewriter.written(from)})`, from, to };
}

/** Returns the index of AS in `CAST(value AS type)`. */
function asIn(rewriter: Rewriter, open: number): number {
  const end = rewriter.after(open);
  let as = -1;
  for (let at = open + 1; at < end; at += 1) {
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
    else if (rewriter.has(at, 'as')) as = at;
  }
  return as;
}

/** Returns `(3,1)` of the type `DECIMAL(3,1)` at a token; may be empty. */
function sizeOf(rewriter: Rewriter, at: number): string {
  const open = rewriter.has(at + 1, 'varying') ? at + 2 : at + 1;
  if (rewriter.has(open, '(')) return rewriter.write(open, rewriter.after(open));
  return DECIMALS.has(rewriter.tokens[at]?.text ?? '') ? '(18,0)' : '';
}

const castRule: Rule = (rewriter, at) => {
  const name = rewriter.tokens[at]?.text;
  if ((name !== 'cast' && name !== 'try_cast') || !rewriter.has(at + 1, '(')) return undefined;
  const as = asIn(rewriter, at + 1);
  const to = rewriter.after(at + 1);
  const value = rewriter.write(at + 2, as);
  if (name === 'try_cast') {
    const type = rewriter.write(as + 1, to - 1);
    const size = sizeOf(rewriter, as + 1);
    return { to, text: `redshift_internal.try_cast((${value})::text, NULL::${type}, '${size}')` };
  }
  const type = rewriter.tokens[as + 1]?.text;
  const cast = castOf(type);
  if (cast !== undefined) return { to, text: `${cast}(${value})` };
  const size = DECIMALS.has(type ?? '') ? sizeOf(rewriter, as + 1) : '';
  return size === '' ? undefined : { to, text: `CAST(${value} AS numeric${size})` };
};

/** Translates single words and symbols that PostgreSQL lacks. */
export const wordRule: Rule = (rewriter, at) => {
  const token = rewriter.tokens[at];
  const next = rewriter.tokens[at + 1]?.text ?? '';
  const isInCatalog = rewriter.has(at - 2, 'pg_catalog', '.');
  if (token === undefined || (rewriter.has(at - 1, '.') && !isInCatalog)) return undefined;
  const cast = token.text === '::' ? castOf(next) : undefined;
  if (cast !== undefined) return castText(rewriter, at, cast);
  // A procedure's body is not parsed, in which this default would be added.
  if (token.text === '::' && DECIMALS.has(next) && !rewriter.has(at + 2, '(')) {
    return { to: at + 2, text: `::numeric${sizeOf(rewriter, at + 1)}` };
  }
  if (token.kind !== 'word') return undefined;
  // Redshift's drivers write WHERE conditions directly after a number.
  if (token.text === 'where' && (next === '1' || next === '0')) {
    const after = rewriter.tokens[at + 2]?.text ?? ';';
    const isWhole = /^(and|or|union|order|group|limit|[);])$/.test(after);
    if (isWhole) return { to: at + 2, text: next === '1' ? 'WHERE true' : 'WHERE false' };
  }
  if (token.text === 'binary' && next === 'varying') return { to: at + 2, text: 'varbyte' };
  const view = CATALOG_VIEWS[token.text];
  if (view !== undefined) return { to: at + 1, text: view };
  if (token.text === 'pg_get_constraintdef') {
    const from = isInCatalog ? at - 2 : at;
    return { from, to: at + 1, text: 'redshift_internal.constraint_definition' };
  }
  if (token.text === 'sysdate' && next !== '(') return { to: at + 1, text: 'pg_catalog.sysdate()' };
  // `array` is a name in Redshift, and a reserved word in PostgreSQL.
  if (token.text === 'array' && next !== '(' && next !== '[') {
    return { to: at + 1, text: '"array"' };
  }
  if (token.text === 'current_user_id' && next !== '(') {
    return { to: at + 1, text: 'pg_catalog.current_user_id()' };
  }
  if (UNSUPPORTED_VALUES.has(token.text)) {
    throw unsupported(token.text.toUpperCase());
  }
  if (token.text === 'minus' && ['select', '(', 'all'].includes(next)) {
    return { to: at + 1, text: 'EXCEPT' };
  }
  if (token.text === 'approximate' && APPROXIMATED.has(next)) return { to: at + 1, text: '' };
  if (SIZED_TYPES.has(token.text) && rewriter.has(at + 1, '(', 'max', ')')) {
    return { to: at + 4, text: `${token.text}(${MAXIMA[token.text] ?? '65535'})` };
  }
  return castRule(rewriter, at);
};
