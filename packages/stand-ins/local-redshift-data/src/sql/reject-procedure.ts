import { parsePlPgSQLSync, parseSync } from 'libpg-query';
import { SqlStatementError } from '../statement-errors.ts';
import { rejectSql } from './reject-sql.ts';
import { near } from './syntax-error.ts';
import { nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

/**
 * Rules for the statements of PL/pgSQL, by the parser's names. Each returns a message if PostgreSQL supports
 * the statement and Redshift does not.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_PLpgSQL-statements.html
 */
const RULES: Readonly<Record<string, (node: TreeNode) => string | undefined>> = {
  PLpgSQL_condition: ({ condname }) =>
    condname === 'others' ? undefined : 'EXCEPTION supports only the condition OTHERS',
  PLpgSQL_stmt_assert: () => near('ASSERT'),
  PLpgSQL_stmt_dynexecute: ({ params }) => (params === undefined ? undefined : near('USING')),
  PLpgSQL_stmt_dynfors: ({ params }) => (params === undefined ? undefined : near('USING')),
  PLpgSQL_stmt_fori: ({ step }) => (step === undefined ? undefined : near('BY')),
  PLpgSQL_stmt_foreach_a: () => near('FOREACH'),
  PLpgSQL_stmt_getdiag: ({ is_stacked: isStacked }) =>
    isStacked === true ? near('STACKED') : undefined,
  PLpgSQL_stmt_raise: ({ options }) => (options === undefined ? undefined : near('USING')),
  PLpgSQL_type: ({ typname }) => (String(typname).includes('[') ? near('[') : undefined),
};

/** How PL/pgSQL parses its SQL: as statements, as an expression, or as the right side of an assignment. */
const STATEMENTS = 0;
const EXPRESSION = 2;

/** Returns the SQL of an expression of PL/pgSQL as statements. */
function sqlOf({ query, parseMode }: TreeNode): string {
  const text = String(query);
  if (parseMode === undefined || parseMode === STATEMENTS) return text;
  return `SELECT ${parseMode === EXPRESSION ? text : text.replace(/^[^=]*?:?=/, '')}`;
}

function treesOf(expression: TreeNode): TreeNode[] {
  try {
    return (parseSync(sqlOf(expression)).stmts ?? []).map(({ stmt }) => nodeOf(stmt) ?? {});
  } catch {
    // PostgreSQL reports it when the procedure is created.
    return [];
  }
}

function parsed(procedure: string): unknown {
  try {
    return parsePlPgSQLSync(procedure);
  } catch {
    return undefined;
  }
}

/**
 * Checks the body of a procedure: its SQL has the same rules as other statements.
 * @param procedure CREATE PROCEDURE, translated to PostgreSQL
 * @throws SqlStatementError
 */
export function rejectProcedure(procedure: string, builtIn: ReadonlySet<string>): void {
  walkTree(parsed(procedure), (type, node) => {
    const message = RULES[type]?.(node);
    if (message !== undefined) throw new SqlStatementError(message);
    if (type !== 'PLpgSQL_expr') return;
    for (const tree of treesOf(node)) rejectSql(tree, builtIn);
  });
}
