import { SqlStatementError } from '../../statement-errors.ts';
import { isDatePart } from '../../worker/catalog/date-units.ts';
import { isCall } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';

const OWN = new Set(['date_part', 'date_trunc']);
const WITH_PART = new Set(['dateadd', 'datediff', ...OWN]);

/**
 * Returns the date part that is the first argument, as text: `'month'` for `month`.
 * @throws SqlStatementError for parts that only PostgreSQL has, such as `isodow`
 */
function partAt(rewriter: Rewriter, at: number): string {
  const token = rewriter.tokens[at];
  const name = token?.text.replaceAll("'", '') ?? '';
  const isNamed = token?.kind === 'word' || token?.kind === 'string';
  if (isNamed && !isDatePart(name)) {
    throw new SqlStatementError(`date part "${name}" is not supported`);
  }
  return token?.kind === 'word' ? `'${token.text}'` : rewriter.write(at, at + 1);
}

/** Translates `EXTRACT(part FROM value)`, whose column Redshift names DATE_PART. */
function extract(rewriter: Rewriter, at: number): string {
  const end = rewriter.after(at + 1);
  const value = rewriter.write(at + 4, end - 1);
  return `redshift_internal.date_part(${partAt(rewriter, at + 2)}, ${value}, true)`;
}

/** Translates functions that have a date part as an argument. */
export const dateRule: Rule = (rewriter, at) => {
  const token = rewriter.tokens[at];
  if (token === undefined || !isCall(rewriter, at)) return undefined;
  const end = rewriter.after(at + 1);
  if (token.text === 'extract' && rewriter.has(at + 3, 'from')) {
    return { to: end, text: extract(rewriter, at) };
  }
  if (!WITH_PART.has(token.text) || !rewriter.has(at + 3, ',')) return undefined;
  const name = OWN.has(token.text) ? `redshift_internal.${token.text}` : token.text;
  const rest = rewriter.write(at + 3, end);
  return { to: end, text: `${name}(${partAt(rewriter, at + 2)}${rest}` };
};

const OF_MONTHS = new Set(['year', 'month']);

/** Marks `INTERVAL '1' MONTH` and `INTERVAL '1-2' YEAR TO MONTH`, which keep a date a date. */
export const intervalRule: Rule = (rewriter, at) => {
  const [literal, unit] = [rewriter.tokens[at + 1], rewriter.tokens[at + 2]];
  if (!rewriter.has(at, 'interval') || literal?.kind !== 'string') return undefined;
  if (!OF_MONTHS.has(unit?.text ?? '')) return undefined;
  const to = rewriter.has(at + 3, 'to', 'month') ? at + 5 : at + 3;
  if (rewriter.has(to, 'to')) return undefined;
  const words = rewriter.tokens.slice(at + 2, to).map(({ text }) => text);
  const value = `INTERVAL ${rewriter.write(at + 1, at + 2)} ${words.join(' ')}`;
  return { to, text: `redshift_internal.intervaly2m(${value})` };
};
