import { namesOf, nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

/** Prefix of the common tables that the translation itself adds. */
const OWN_PREFIX = '?';

interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: TreeNode;
}

function commonTables({ ctes }: TreeNode): CommonTable[] {
  return ((ctes ?? []) as { CommonTableExpr: TreeNode }[]).map(({ CommonTableExpr: table }) => ({
    name: String(table['ctename']),
    columns: namesOf(table['aliascolnames']),
    query: nodeOf(nodeOf(table['ctequery'])?.['SelectStmt']) ?? {},
  }));
}

function reads(query: unknown, name: string): boolean {
  let isRead = false;
  walkTree(query, (type, node) => {
    isRead ||= type === 'RangeVar' && node['relname'] === name && node['schemaname'] === undefined;
  });
  return isRead;
}

function rejectRecursiveTable({ name, columns, query }: CommonTable): string | undefined {
  if (query['op'] !== 'SETOP_UNION' || query['all'] !== true) {
    return `Recursive CTE "${name}" must be a UNION ALL of two queries`;
  }
  if (columns.length === 0) return `Recursive CTE "${name}" must have a list of column names`;
  const member = nodeOf(query['rarg']);
  const isLimited = [query, member].some(
    (part) => part?.['sortClause'] !== undefined || part?.['limitCount'] !== undefined,
  );
  return isLimited ? `Recursive CTE "${name}" cannot have ORDER BY or LIMIT` : undefined;
}

/** Rules for `WITH RECURSIVE`, under which PostgreSQL also lets a query read a later one. */
export function rejectRecursion(clause: TreeNode): string | undefined {
  if (clause['recursive'] !== true) return undefined;
  const tables = commonTables(clause).filter(({ name }) => !name.startsWith(OWN_PREFIX));
  for (const [place, table] of tables.entries()) {
    const later = tables.slice(place + 1).find(({ name }) => reads(table.query, name));
    if (later !== undefined) return `relation "${later.name}" does not exist`;
    const message = reads(table.query, table.name) ? rejectRecursiveTable(table) : undefined;
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Returns true for a WITH clause that the translation itself has added. */
export function isOwnTable(clause: unknown): boolean {
  return commonTables(nodeOf(clause) ?? {}).some(({ name }) => name.startsWith(OWN_PREFIX));
}

/** Rejects `WITH RECURSIVE` in a subquery: in an expression, in FROM or in another WITH. */
export function rejectInnerRecursion(query: unknown): string | undefined {
  const clause = nodeOf(nodeOf(nodeOf(query)?.['SelectStmt'])?.['withClause']);
  return clause?.['recursive'] === true && !isOwnTable(clause)
    ? 'WITH RECURSIVE is not supported in a subquery'
    : undefined;
}
