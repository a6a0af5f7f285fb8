/** A node of PostgreSQL's parse tree in the parser's JSON. */
export type TreeNode = Readonly<Record<string, unknown>>;

/** Fields whose node is not wrapped in its type's name. */
const BARE_FIELDS: Readonly<Record<string, string>> = {
  relation: 'RangeVar',
  rel: 'RangeVar',
  typeName: 'TypeName',
  onConflictClause: 'OnConflictClause',
  returningClause: 'ReturningClause',
  over: 'WindowDef',
  withClause: 'WithClause',
  larg: 'SelectStmt',
  rarg: 'SelectStmt',
};

export type Visit = (type: string, node: TreeNode) => void;

/** Calls `visit` for each node, parents first. */
export function walkTree(value: unknown, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const item of value) walkTree(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const type = /^[A-Z]/.test(key) ? key : BARE_FIELDS[key];
    if (type !== undefined && !Array.isArray(child)) visit(type, child as TreeNode);
    walkTree(child, visit);
  }
}

/** Converts `[{ String: { sval: 'a' } }, …]` to `['a', …]`. */
export function namesOf(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).flatMap((item: { String?: { sval?: string } }) =>
    typeof item.String?.sval === 'string' ? [item.String.sval] : [],
  );
}

export function nodeOf(value: unknown): TreeNode | undefined {
  return typeof value === 'object' && value !== null ? (value as TreeNode) : undefined;
}
