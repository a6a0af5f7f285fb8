import { quoteLiteral } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import { type SqlSource, startsWith, textOf } from './scan-sql.ts';
import { near } from './syntax-error.ts';

/** The token after a name such as `schema.table`. */
function afterName({ tokens }: SqlSource, at: number): number {
  let end = at + 1;
  while (startsWith(tokens, end, '.')) end += 2;
  return end;
}

/**
 * `ALTER TABLE t APPEND FROM s [IGNOREEXTRA | FILLTARGET]`, which moves the rows of `s` to `t`, as SQL of
 * PostgreSQL's; undefined for another statement.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_APPEND.html
 * @throws SqlStatementError for other words after the names
 */
export function appendSql(source: SqlSource): string | undefined {
  const { tokens } = source;
  const target = afterName(source, 2);
  if (!startsWith(tokens, 0, 'alter', 'table') || !startsWith(tokens, target, 'append', 'from')) {
    return undefined;
  }
  const end = afterName(source, target + 2);
  const ignores = startsWith(tokens, end, 'ignoreextra');
  const fills = startsWith(tokens, end, 'filltarget');
  const rest = tokens[ignores || fills ? end + 1 : end];
  if (rest !== undefined) throw new SqlStatementError(near(rest.text));
  const names = [textOf(source, 2, target), textOf(source, target + 2, end)].map(quoteLiteral);
  const call = `PERFORM redshift_internal.append_table(${names.join(', ')}, ${ignores}, ${fills});`;
  return `DO ${quoteLiteral(`BEGIN ${call} END`)}`;
}
