import { parseSync } from 'libpg-query';
import { foldNames } from '../sql/fold-names.ts';
import { redshiftSyntaxEdits } from '../sql/redshift-syntax.ts';
import { redshiftTypeEdits } from '../sql/redshift-types.ts';
import { readsCatalogAlone } from '../sql/reject-functions.ts';
import { rejectSql } from '../sql/reject-sql.ts';
import { ColumnsNeeded, type KnownColumns } from '../sql/rewrite/known-columns.ts';
import { rewriteSql } from '../sql/rewrite/rewrite-sql.ts';
import { applyEdits, scanSql, type SqlSource, startsWith } from '../sql/scan-sql.ts';
import { namesOf, nodeOf, walkTree } from '../sql/walk-tree.ts';
import { ownNameEdits } from './own-names.ts';
import { QueryRejectedError } from './query-rejected-error.ts';
import { rejectCursors } from './reject-cursors.ts';
import { transactionModeEdits } from './transaction-modes.ts';
import { joinMessages, splitMessages, takeText, type WireMessage } from './wire-messages.ts';

/** Statements that read, and those that clients send before and after reading. */
const ALLOWED = new Set([
  'ClosePortalStmt',
  'DeallocateStmt',
  'DeclareCursorStmt',
  'ExecuteStmt',
  'ExplainStmt',
  'FetchStmt',
  'PrepareStmt',
  'SelectStmt',
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
]);

/** Settings that would outlive the transaction, or affect other connections. */
const REJECTED_SETTINGS = new Set(['role', 'session_authorization']);
const REJECTED_FUNCTIONS = new Set(['set_config', 'pg_terminate_backend', 'pg_cancel_backend']);

const READ_ONLY = 'This port is for reading: SELECT, SHOW and EXPLAIN. Write through the Data API.';

function rejectionOf(tree: unknown): string | undefined {
  let rejection: string | undefined;
  walkTree(tree, (type, node) => {
    const isInto = type === 'SelectStmt' && node['intoClause'] !== undefined;
    const isSetting = type === 'VariableSetStmt' && REJECTED_SETTINGS.has(String(node['name']));
    const isCall =
      type === 'FuncCall' && REJECTED_FUNCTIONS.has(namesOf(node['funcname']).at(-1) ?? '');
    if (isInto || isSetting || isCall) rejection = READ_ONLY;
    // Only a SELECT that changes no rows, also within EXPLAIN, is allowed.
    if (/^(Insert|Update|Delete|Merge|Copy|CreateTableAs)Stmt$/.test(type)) rejection = READ_ONLY;
  });
  return rejection;
}

export interface GuardContext {
  /** Rewrites a checked query; the result gives the same rows. */
  readonly rewrite: (sql: string) => string;
  /** PostgreSQL's built-in functions. */
  readonly builtIn: ReadonlySet<string>;
  readonly columns: KnownColumns;
  /** Whether names in quotes keep their capitals. */
  readonly keepsCase: boolean;
  /** Prefix of the connection's cursors and prepared statements. */
  readonly connection: string;
  readonly isInTransaction: boolean;
}

const READ_ONLY_TRANSACTION = '25006';
const SYNTAX_ERROR = '42601';
const FEATURE_NOT_SUPPORTED = '0A000';

/**
 * Removes the severity from a message of the Data API, because the protocol has a separate field
 * for it.
 */
const messageOf = (cause: unknown): string => (cause as Error).message.replace(/^ERROR: /, '');

interface GuardedQuery {
  readonly sql: string;
  /** Statement types by the parser's names, and `DeallocateAll`. */
  readonly statements: readonly string[];
}

const typeOf = (tree: unknown): string => Object.keys(nodeOf(tree) ?? {})[0] ?? '';

function deallocatesAll(tree: unknown): boolean {
  return nodeOf(nodeOf(tree)?.['DeallocateStmt'])?.['isall'] === true;
}

/** A translated query that PostgreSQL can parse, and its statements. */
interface ParsedQuery {
  readonly sql: string;
  readonly trees: readonly unknown[];
}

function parsed(sql: string): ParsedQuery {
  return { sql, trees: (parseSync(sql).stmts ?? []).map(({ stmt }) => stmt) };
}

/** Translates a query's syntax. A query of catalogs may be in PostgreSQL's dialect. */
function translated(source: SqlSource, columns: KnownColumns): ParsedQuery {
  try {
    const rewritten = scanSql(rewriteSql(source, columns));
    return parsed(applyEdits(rewritten, redshiftSyntaxEdits(rewritten)));
  } catch (cause) {
    if (cause instanceof ColumnsNeeded) throw cause;
    const original = catalogQuery(source);
    if (original === undefined) throw cause;
    return original;
  }
}

function catalogQuery(source: SqlSource): ParsedQuery | undefined {
  try {
    const query = parsed(applyEdits(source, []));
    return query.trees.every(readsCatalogAlone) ? query : undefined;
  } catch {
    return undefined;
  }
}

/** Translates a query. @throws QueryRejectedError */
function guardQuery(sql: string, context: GuardContext): GuardedQuery {
  const { columns, builtIn, keepsCase } = context;
  let plain: string;
  let trees: readonly unknown[];
  try {
    const written = scanSql(sql);
    const source = scanSql(applyEdits(written, keepsCase ? [] : foldNames(written)));
    // A client that asks whether the server is there sends no more.
    if (source.tokens.length === 0) return { sql: '', statements: [] };
    if (startsWith(source.tokens, 0, 'discard')) {
      return { sql: 'RESET ALL', statements: ['VariableSetStmt'] };
    }
    if (startsWith(source.tokens, 0, 'unload')) {
      throw new QueryRejectedError(READ_ONLY_TRANSACTION, READ_ONLY);
    }
    ({ sql: plain, trees } = translated(source, columns));
  } catch (cause) {
    if (cause instanceof ColumnsNeeded || cause instanceof QueryRejectedError) throw cause;
    throw new QueryRejectedError(SYNTAX_ERROR, messageOf(cause), { cause });
  }
  const statements = trees.map(typeOf);
  if (trees.some(deallocatesAll)) statements.push('DeallocateAll');
  const isAllowed = trees.every((tree) => ALLOWED.has(typeOf(tree)));
  const rejection = isAllowed ? rejectionOf(trees) : READ_ONLY;
  if (rejection !== undefined) throw new QueryRejectedError(READ_ONLY_TRANSACTION, rejection);
  try {
    for (const tree of trees) if (isRedshiftQuery(tree)) rejectSql(nodeOf(tree) ?? {}, builtIn);
    rejectCursors(trees, context);
    const source = scanSql(plain);
    const typed = trees.some(isRedshiftQuery) ? redshiftTypeEdits(source, trees) : [];
    const edits = [
      ...typed,
      ...ownNameEdits(source, context.connection),
      ...transactionModeEdits(source),
    ];
    return { sql: applyEdits(source, edits), statements };
  } catch (cause) {
    if (cause instanceof QueryRejectedError) throw cause;
    throw new QueryRejectedError(FEATURE_NOT_SUPPORTED, messageOf(cause), { cause });
  }
}

const QUERIES = new Set(['DeclareCursorStmt', 'ExplainStmt', 'PrepareStmt', 'SelectStmt']);

/**
 * Returns false for a query that only reads PostgreSQL's catalog, which tools write in PostgreSQL's
 * dialect.
 */
function isRedshiftQuery(tree: unknown): boolean {
  return QUERIES.has(typeOf(tree)) && !readsCatalogAlone(tree);
}

/** Checks and translates the SQL of a query message; other messages are unchanged. */
function guardMessage(message: WireMessage, context: GuardContext): GuardedMessages {
  const { type, body } = message;
  if (type !== 'Q' && type !== 'P') return { messages: joinMessages([message]), statements: [] };
  const name = type === 'P' ? takeText(body) : { text: '', end: 0 };
  const query = takeText(body, name.end);
  const head = type === 'P' ? `${name.text}\0` : '';
  const { sql, statements } = guardQuery(query.text, context);
  const isRead = type === 'Q' && statements.includes('SelectStmt');
  // A prepared statement runs again later, when a rewritten query may be out of date.
  const text = Buffer.from(`${head}${isRead ? context.rewrite(sql) : sql}\0`);
  const guarded = { type, body: Buffer.concat([text, body.subarray(query.end)]) };
  return { messages: joinMessages([guarded]), statements };
}

export interface GuardedMessages {
  readonly messages: Uint8Array;
  /** Statement types of the queries by the parser's names, and `DeallocateAll`. */
  readonly statements: readonly string[];
}

/**
 * Translates the SQL of a client's messages.
 * @throws QueryRejectedError
 * @throws ColumnsNeeded for a query whose columns must be known first
 */
export function guardMessages(messages: Uint8Array, context: GuardContext): GuardedMessages {
  const guarded = splitMessages(Buffer.from(messages)).map((message) =>
    guardMessage(message, context),
  );
  return {
    messages: Buffer.concat(guarded.map((part) => part.messages)),
    statements: guarded.flatMap(({ statements }) => statements),
  };
}
