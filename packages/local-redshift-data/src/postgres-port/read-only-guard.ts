import { parseSync } from 'libpg-query';
import { redshiftSyntaxEdits } from '../sql/redshift-syntax.ts';
import { applyEdits, scanSql } from '../sql/scan-sql.ts';
import { namesOf, nodeOf, walkTree } from '../sql/walk-tree.ts';

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

/** The query in PostgreSQL's words, or why it may not run. A syntax error is left to PostgreSQL. */
export const guardQuery = (
  sql: string,
): { readonly sql: string } | { readonly refusal: string } => {
  let plain: string;
  let trees: readonly unknown[];
  try {
    plain = applyEdits(scanSql(sql), redshiftSyntaxEdits(scanSql(sql)));
    trees = (parseSync(plain).stmts ?? []).map(({ stmt }) => stmt);
  } catch (error) {
    return { refusal: (error as Error).message };
  }
  const isAllowed = trees.every((tree) => ALLOWED.has(Object.keys(nodeOf(tree) ?? {})[0] ?? ''));
  const refusal = isAllowed ? refusalOf(trees) : READ_ONLY;
  return refusal === undefined ? { sql: plain } : { refusal };
};
