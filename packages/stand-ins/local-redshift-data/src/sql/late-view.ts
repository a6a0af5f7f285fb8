import { quoteIdentifier } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import { isCatalogName } from './reject-functions.ts';
import type { KnownColumn, KnownColumns } from './rewrite/known-columns.ts';
import { type SqlSource, startsWith, textOf } from './scan-sql.ts';
import { nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

/** `CREATE VIEW name query WITH NO SCHEMA BINDING`, whose tables are looked up by its readers. */
export interface LateView {
  /** The name in SQL. */
  readonly name: string;
  /** `(columns) AS SELECT …` in Redshift's SQL, as after the name. */
  readonly query: string;
  /** True for CREATE OR REPLACE. */
  readonly replaces: boolean;
  /** Names in SQL of the schemas of its tables, which must exist. */
  readonly schemas: readonly string[];
}

/** Columns of queries that cannot be described, as their tables may be missing. */
class UnknownColumns extends Map<string, readonly KnownColumn[] | undefined> {
  override has(): boolean {
    return true;
  }
}
export const UNKNOWN_COLUMNS: KnownColumns = new UnknownColumns();

/** `database` and the point after it. */
const DATABASE_TOKEN_COUNT = 2;

const CLAUSE = ['with', 'no', 'schema', 'binding'] as const;

/** Reads a late-binding view; undefined for another statement. */
export function readLateView(source: SqlSource): Omit<LateView, 'schemas'> | undefined {
  const { tokens } = source;
  const replaces = startsWith(tokens, 1, 'or', 'replace');
  const view = replaces ? 3 : 1;
  const end = tokens.length - CLAUSE.length;
  const isLate = startsWith(tokens, view, 'view') && startsWith(tokens, end, ...CLAUSE);
  if (!startsWith(tokens, 0, 'create') || !isLate) return undefined;
  let after = view + 2;
  while (startsWith(tokens, after, '.')) after += 2;
  const hasDatabase = startsWith(tokens, view + 2, '.') && startsWith(tokens, view + 4, '.');
  const name = textOf(source, view + 1 + (hasDatabase ? DATABASE_TOKEN_COUNT : 0), after);
  return { name, query: textOf(source, after, end), replaces };
}

/**
 * Returns the schemas of a late-binding view's tables.
 * @throws SqlStatementError for a table without a schema
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
export function schemasOf(tree: TreeNode): readonly string[] {
  const schemas = new Set<string>();
  const commonTables = new Set<string>();
  const relations: TreeNode[] = [];
  const view = nodeOf(nodeOf(tree['ViewStmt'])?.['query']);
  walkTree(view, (type, node) => {
    if (type === 'CommonTableExpr') commonTables.add(String(node['ctename']));
    if (type === 'RangeVar') relations.push(node);
  });
  for (const { schemaname, relname } of relations) {
    const name = String(relname);
    if (typeof schemaname === 'string') schemas.add(quoteIdentifier(schemaname));
    else if (!commonTables.has(name) && !isCatalogName(name)) {
      throw new SqlStatementError(
        `All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING: expected a schema before "${name}".`,
      );
    }
  }
  return [...schemas];
}
