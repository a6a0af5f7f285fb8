import { parseSync } from 'libpg-query';
import { redshiftSyntaxEdits } from '../sql/redshift-syntax.ts';
import { redshiftTypeEdits } from '../sql/redshift-types.ts';
import { readsCatalogAlone } from '../sql/reject-functions.ts';
import { rejectSql } from '../sql/reject-sql.ts';
import { ColumnsNeeded, type KnownColumns } from '../sql/rewrite/known-columns.ts';
import { rewriteSql } from '../sql/rewrite/rewrite-sql.ts';
import { applyEdits, scanSql, startsWith } from '../sql/scan-sql.ts';
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

export interface GuardContext {
  /** Puts a guarded query in other words that give the same rows. */
  readonly rewrite: (sql: string) => string;
  /** The functions PostgreSQL brings along. */
  readonly builtIn: ReadonlySet<string>;
  readonly columns: KnownColumns;
}

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
const FEATURE_NOT_SUPPORTED = '0A000';

/** Without the severity that the Data API's messages begin with: the protocol has a field for it. */
const messageOf = (cause: unknown): string => (cause as Error).message.replace(/^ERROR: /, '');

/** The query in PostgreSQL's words. @throws QueryRefusal */
const guardQuery = (sql: string, { columns, builtIn }: GuardContext): string => {
  let plain: string;
  let trees: readonly unknown[];
  try {
    const source = scanSql(sql);
    if (startsWith(source.tokens, 0, 'discard')) return 'RESET ALL';
    if (startsWith(source.tokens, 0, 'unload')) {
      throw new QueryRefusal(READ_ONLY_TRANSACTION, READ_ONLY);
    }
    const rewritten = scanSql(rewriteSql(source, columns));
    plain = applyEdits(rewritten, redshiftSyntaxEdits(rewritten));
    trees = (parseSync(plain).stmts ?? []).map(({ stmt }) => stmt);
  } catch (cause) {
    if (cause instanceof ColumnsNeeded || cause instanceof QueryRefusal) throw cause;
    throw new QueryRefusal(SYNTAX_ERROR, messageOf(cause), { cause });
  }
  const isAllowed = trees.every((tree) => ALLOWED.has(Object.keys(nodeOf(tree) ?? {})[0] ?? ''));
  const refusal = isAllowed ? refusalOf(trees) : READ_ONLY;
  if (refusal !== undefined) throw new QueryRefusal(READ_ONLY_TRANSACTION, refusal);
  try {
    for (const tree of trees) if (isRedshiftQuery(tree)) rejectSql(nodeOf(tree) ?? {}, builtIn);
    const source = scanSql(plain);
    return trees.some(isRedshiftQuery)
      ? applyEdits(source, redshiftTypeEdits(source, trees))
      : plain;
  } catch (cause) {
    throw new QueryRefusal(FEATURE_NOT_SUPPORTED, messageOf(cause), { cause });
  }
};

/** What tools ask PostgreSQL's catalog in PostgreSQL's words is no query of the warehouse. */
const isRedshiftQuery = (tree: unknown): boolean => {
  const [type = ''] = Object.keys(nodeOf(tree) ?? {});
  return (type === 'SelectStmt' || type === 'ExplainStmt') && !readsCatalogAlone(tree);
};

/** A query's message with its SQL guarded; what is no query is left as it is. */
const guardMessage = ({ type, body }: WireMessage, context: GuardContext): Buffer => {
  if (type !== 'Q' && type !== 'P') return encodeMessage(type, body);
  const name = type === 'P' ? takeText(body) : { text: '', end: 0 };
  const query = takeText(body, name.end);
  const head = type === 'P' ? `${name.text}\0` : '';
  const guarded = guardQuery(query.text, context);
  // What is prepared is run again later, when the other words may be out of date.
  const text = Buffer.from(`${head}${type === 'Q' ? context.rewrite(guarded) : guarded}\0`);
  return encodeMessage(type, Buffer.concat([text, body.subarray(query.end)]));
};

/**
 * Messages of a client with their SQL in PostgreSQL's words.
 * @throws QueryRefusal
 * @throws ColumnsNeeded for a query whose columns are to be known first
 */
export const guardMessages = (messages: Uint8Array, context: GuardContext): Uint8Array =>
  Buffer.concat(
    splitMessages(Buffer.from(messages)).map((message) => guardMessage(message, context)),
  );

/** Whether a message changes a setting, which its session keeps. */
export const setsSomething = (messages: Uint8Array): boolean =>
  splitMessages(Buffer.from(messages)).some(({ type, body }) => {
    if (type !== 'Q' && type !== 'P') return false;
    const { text } = takeText(body, type === 'P' ? takeText(body).end : 0);
    return /(^|;)\s*(set|reset|discard)\b/i.test(text);
  });
