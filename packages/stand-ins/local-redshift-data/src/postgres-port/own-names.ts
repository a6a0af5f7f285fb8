import { quoteIdentifier } from '../quote.ts';
import {
  type Edit,
  identifierOf,
  type SqlSource,
  startsWith,
  type Token,
} from '../sql/scan-sql.ts';

/**
 * Prefixes a name with that of its connection, because connections share the database's single
 * session.
 */
function ownName(token: Token, connection: string): Edit {
  return {
    start: token.start,
    end: token.end,
    text: quoteIdentifier(`${connection}${identifierOf(token)}`),
  };
}

/** Splits tokens into statements, without the semicolons. */
export function statementsOf({ tokens }: SqlSource): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements;
}

/**
 * Declares a cursor WITH HOLD. It outlives the transaction in which its messages run, until the
 * client's transaction ends. Its rows are read when that transaction is committed, as Redshift
 * reads all of them for the first FETCH.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/declare.html
 */
function heldCursor(tokens: readonly Token[]): Edit[] {
  const cursor = tokens.findIndex((_, at) => startsWith(tokens, at, 'cursor'));
  const query = tokens.findIndex((_, at) => at > cursor && startsWith(tokens, at, 'for'));
  const [start, end] = [tokens[cursor]?.start ?? 0, tokens[query]?.end ?? 0];
  return [{ start, end, text: 'CURSOR WITH HOLD FOR' }];
}

const isAll = (token: Token | undefined): boolean => token?.kind === 'word' && token.text === 'all';

function editsOf(tokens: readonly Token[], connection: string): Edit[] {
  const [verb, name] = tokens;
  const last = tokens.at(-1);
  if (name === undefined || last === undefined) return [];
  const word = verb?.kind === 'word' ? verb.text : '';
  if (word === 'declare') return [ownName(name, connection), ...heldCursor(tokens)];
  if (word === 'fetch' || (word === 'close' && !isAll(name))) return [ownName(last, connection)];
  if (word === 'prepare' || word === 'execute') return [ownName(name, connection)];
  if (word !== 'deallocate') return [];
  // The connection's own statements are dropped by name.
  return isAll(last)
    ? [{ start: verb?.start ?? 0, end: last.end, text: '' }]
    : [ownName(last, connection)];
}

/**
 * Returns edits that prefix the names of cursors and prepared statements with that of the
 * connection.
 */
export function ownNameEdits(source: SqlSource, connection: string): Edit[] {
  return statementsOf(source).flatMap((tokens) => editsOf(tokens, connection));
}
