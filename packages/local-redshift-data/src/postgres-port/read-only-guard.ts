import { parseSync } from 'libpg-query';
import { redshiftSyntaxEdits } from '../sql/redshift-syntax.ts';
import { ColumnsNeeded, type KnownColumns } from '../sql/rewrite/known-columns.ts';
import { rewriteSql } from '../sql/rewrite/rewrite-sql.ts';
import { applyEdits, scanSql } from '../sql/scan-sql.ts';
import { namesOf, nodeOf, walkTree } from '../sql/walk-tree.ts';
import { encodeMessage, splitMessages, takeText, type WireMessage } from './wire-messages.ts';

/** What reads, and what clients say before and after reading. */
const ALLOWED = new Set([
  'DeallocateStmt',
  'ExplainStmt',
  'SelectStmt',
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
]);

/** These would outlive the transaction, or reach past it. */
const REFUSED_SETTINGS = new Set(['role', 'session_authorization']);
const REFUSED_FUNCTIONS = new Set(['set_config', 'pg_terminate_backend', 'pg_cancel_backend']);

const READ_ONLY = 'This port is for reading: SELECT, SHOW and EXPLAIN. Write through the Data API.';

const refusalOf = (tree: unknown): string | undefined => {
  let refusal: string | undefined;
  walkTree(tree, (type, node) => {
    const isInto = type === 'SelectStmt' && node['intoClause'] !== undefined;
    const isSetting = type === 'VariableSetStmt' && REFUSED_SETTINGS.has(String(node['name']));
    const isCall =
      type === 'FuncCall' && REFUSED_FUNCTIONS.has(namesOf(node['funcname']).at(-1) ?? '');
    if (isInto || isSetting || isCall) refusal = READ_ONLY;
    // SELECT, and nothing that changes rows within it or within EXPLAIN.
    if (/^(Insert|Update|Delete|Merge|Copy|CreateTableAs)Stmt$/.test(type)) refusal = READ_ONLY;
  });
  return refusal;
};

/** What a query of the port is refused with: PostgreSQL's code and message. */
export class QueryRefusal extends Error {
  override readonly name = 'QueryRefusal';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const READ_ONLY_TRANSACTION = '25006';
const SYNTAX_ERROR = '42601';

/** The query in PostgreSQL's words. @throws QueryRefusal */
const guardQuery = (sql: string, columns: KnownColumns): string => {
  let plain: string;
  let trees: readonly unknown[];
  try {
    const rewritten = scanSql(rewriteSql(scanSql(sql), columns));
    plain = applyEdits(rewritten, redshiftSyntaxEdits(rewritten));
    trees = (parseSync(plain).stmts ?? []).map(({ stmt }) => stmt);
  } catch (cause) {
    if (cause instanceof ColumnsNeeded) throw cause;
    throw new QueryRefusal(SYNTAX_ERROR, (cause as Error).message, { cause });
  }
  const isAllowed = trees.every((tree) => ALLOWED.has(Object.keys(nodeOf(tree) ?? {})[0] ?? ''));
  const refusal = isAllowed ? refusalOf(trees) : READ_ONLY;
  if (refusal === undefined) return plain;
  throw new QueryRefusal(READ_ONLY_TRANSACTION, refusal);
};

/** A query that is guarded, in other words that give the same rows. */
export type Rewrite = (sql: string) => string;

/** A query's message with its SQL guarded; what is no query is left as it is. */
const guardMessage = (
  { type, body }: WireMessage,
  rewrite: Rewrite,
  columns: KnownColumns,
): Buffer => {
  if (type !== 'Q' && type !== 'P') return encodeMessage(type, body);
  const name = type === 'P' ? takeText(body) : { text: '', end: 0 };
  const query = takeText(body, name.end);
  const head = type === 'P' ? `${name.text}\0` : '';
  const guarded = guardQuery(query.text, columns);
  // What is prepared is run again later, when the other words may be out of date.
  const text = Buffer.from(`${head}${type === 'Q' ? rewrite(guarded) : guarded}\0`);
  return encodeMessage(type, Buffer.concat([text, body.subarray(query.end)]));
};

/**
 * Messages of a client with their SQL in PostgreSQL's words.
 * @throws QueryRefusal
 * @throws ColumnsNeeded for a query whose columns are to be known first
 */
export const guardMessages = (
  messages: Uint8Array,
  rewrite: Rewrite,
  columns: KnownColumns,
): Uint8Array =>
  Buffer.concat(
    splitMessages(Buffer.from(messages)).map((message) => guardMessage(message, rewrite, columns)),
  );
