import { quoteIdentifier } from '../quote.ts';
import {
  identifierOf,
  startsWith,
  type Edit,
  type SqlSource,
  type Token,
} from '../sql/scan-sql.ts';

/** Connections share the database's one session: what they name there begins with their own. */
const ownName = (token: Token, connection: string): Edit => ({
  start: token.start,
  end: token.end,
  text: quoteIdentifier(`${connection}${identifierOf(token)}`),
});

/** The tokens of each statement, without the semicolons. */
const statementsOf = ({ tokens }: SqlSource): Token[][] => {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements;
};

/**
 * A cursor outlives the transaction in which its messages run, up to the end of the client's. Its rows
 * are read when that transaction is committed, as Redshift reads them all for the first FETCH.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/declare.html
 */
const heldCursor = (tokens: readonly Token[]): Edit[] => {
  const cursor = tokens.findIndex((_, at) => startsWith(tokens, at, 'cursor'));
  const query = tokens.findIndex((_, at) => at > cursor && startsWith(tokens, at, 'for'));
  const [start, end] = [tokens[cursor]?.start ?? 0, tokens[query]?.end ?? 0];
  return [{ start, end, text: 'CURSOR WITH HOLD FOR' }];
};

const isAll = (token: Token | undefined): boolean => token?.kind === 'word' && token.text === 'all';

const editsOf = (tokens: readonly Token[], connection: string): Edit[] => {
  const [verb, name] = tokens;
  const last = tokens.at(-1);
  if (name === undefined || last === undefined) return [];
  const word = verb?.kind === 'word' ? verb.text : '';
  if (word === 'declare') return [ownName(name, connection), ...heldCursor(tokens)];
  if (word === 'fetch' || (word === 'close' && !isAll(name))) return [ownName(last, connection)];
  if (word === 'prepare' || word === 'execute') return [ownName(name, connection)];
  if (word !== 'deallocate') return [];
  // Those of the connection are dropped by their names.
  return isAll(last)
    ? [{ start: verb?.start ?? 0, end: last.end, text: '' }]
    : [ownName(last, connection)];
};

/** Makes the names of cursors and prepared statements those of the connection. */
export const ownNameEdits = (source: SqlSource, connection: string): Edit[] =>
  statementsOf(source).flatMap((tokens) => editsOf(tokens, connection));
