import { type Edit, type SqlSource, startsWith, type Token } from '../sql/scan-sql.ts';
import { statementsOf } from './own-names.ts';

/** Words of BEGIN and START TRANSACTION before their modes. */
const OPENING = new Set(['begin', 'start', 'transaction', 'work']);

function editsOf(tokens: readonly Token[]): Edit[] {
  if (!startsWith(tokens, 0, 'begin') && !startsWith(tokens, 0, 'start', 'transaction')) return [];
  const modes = tokens.findIndex(({ text }) => !OPENING.has(text));
  const [first, last] = [tokens[modes], tokens.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ start: first.start, end: last.end, text: '' }];
}

/**
 * Returns edits that remove the modes of BEGIN, such as ISOLATION LEVEL SERIALIZABLE and READ ONLY.
 * Each query of a client runs in a separate read-only transaction, whatever the modes.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html
 */
export function transactionModeEdits(source: SqlSource): Edit[] {
  return statementsOf(source).flatMap(editsOf);
}
