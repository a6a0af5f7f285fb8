import { AGGREGATES } from './rewrite/aggregates.ts';
import { namesOf, nodeOf, type TreeNode } from './walk-tree.ts';

const NOT_SUPPORTED =
  'This type of correlated subquery pattern is not supported due to internal error';

/** A query block: the tables of its FROM clause, and what was found within it. */
interface Block {
  readonly tables: ReadonlySet<string>;
  /** The block around a subquery. */
  readonly outer: Block | undefined;
  /** Whether an expression of the block names a table of the block around it. */
  isCorrelated: boolean;
  hasWindow: boolean;
}

/** Thrown to leave the walk at the first pattern that Redshift rejects. */
class PatternFound extends Error {}

function tablesOf(item: unknown): string[] {
  const [[type, node] = []] = Object.entries(nodeOf(item) ?? {}) as [string, TreeNode][];
  if (type === undefined || node === undefined) return [];
  const alias = nodeOf(node['alias'])?.['aliasname'];
  const own = alias ?? (type === 'RangeVar' ? node['relname'] : undefined);
  const joined = type === 'JoinExpr' ? [...tablesOf(node['larg']), ...tablesOf(node['rarg'])] : [];
  return own === undefined ? joined : [String(own), ...joined];
}

/** Notes a reference to a table, by the number of blocks between the reference and the table. */
function refer(block: Block, name: string): void {
  if (block.tables.has(name)) return;
  if (block.outer?.tables.has(name) === true) {
    block.isCorrelated = true;
    return;
  }
  for (let other = block.outer?.outer; other !== undefined; other = other.outer) {
    if (other.tables.has(name)) throw new PatternFound();
  }
}

const OUTER_JOINS = new Set(['JOIN_LEFT', 'JOIN_RIGHT', 'JOIN_FULL']);

/** Returns true for SUM and other aggregates, except MIN and MAX. */
function isSum(call: TreeNode): boolean {
  const name = namesOf(call['funcname']).at(-1) ?? '';
  return AGGREGATES.has(name) && name !== 'max' && name !== 'min';
}

/** Returns true for `SELECT SUM(x) … GROUP BY y`, unlike `SELECT MAX(x) … GROUP BY y`. */
function groupsSums(select: TreeNode): boolean {
  const items = (select['targetList'] ?? []) as readonly TreeNode[];
  return (
    select['groupClause'] !== undefined &&
    items.some((item) => {
      const call = nodeOf(nodeOf(nodeOf(item['ResTarget'])?.['val'])?.['FuncCall']);
      return call !== undefined && isSum(call);
    })
  );
}

/** Walks a subquery of an expression. @returns whether it refers to the block around it */
function visitSubLink(link: TreeNode, block: Block): boolean {
  visit(link['testexpr'], block);
  const select = nodeOf(nodeOf(link['subselect'])?.['SelectStmt']);
  if (select === undefined) return false;
  const isCorrelated = visitSelect(select, block);
  const isIn = link['subLinkType'] === 'ANY_SUBLINK' && link['operName'] === undefined;
  if (isCorrelated && isIn && groupsSums(select)) throw new PatternFound();
  return isCorrelated;
}

/** Walks a join, whose tables may be joins. @returns whether a subquery within it is correlated */
function visitJoin({ larg, rarg, quals, jointype }: TreeNode, block: Block): boolean {
  const isInTables = visit([larg, rarg], block);
  const isInCondition = visit(quals, block);
  if (isInCondition && OUTER_JOINS.has(String(jointype))) throw new PatternFound();
  return isInTables || isInCondition;
}

/** Walks an expression. @returns whether a subquery within it is correlated */
function visit(value: unknown, block: Block): boolean {
  if (Array.isArray(value)) return value.map((item) => visit(item, block)).some(Boolean);
  const node = nodeOf(value);
  if (node === undefined) return false;
  let isCorrelated = false;
  for (const [key, child] of Object.entries(node)) {
    const part = nodeOf(child);
    if (part === undefined) continue;
    if (key === 'ColumnRef') {
      const name = namesOf(part['fields']).at(-2);
      if (name !== undefined) refer(block, name);
    } else if (key === 'SubLink') {
      isCorrelated = visitSubLink(part, block) || isCorrelated;
    } else if (key === 'RangeSubselect') {
      // It cannot refer to its neighbours, and belongs to the block that it is read in.
      visitSelect(nodeOf(nodeOf(part['subquery'])?.['SelectStmt']) ?? {}, block.outer);
    } else if (key === 'CommonTableExpr') {
      visitSelect(nodeOf(nodeOf(part['ctequery'])?.['SelectStmt']) ?? {}, block.outer);
    } else if (key === 'SelectStmt') {
      visitSelect(part, block.outer);
    } else if (key === 'JoinExpr') {
      isCorrelated = visitJoin(part, block) || isCorrelated;
    } else {
      if (key === 'over') block.hasWindow = true;
      isCorrelated = visit(part, block) || isCorrelated;
    }
  }
  return isCorrelated;
}

/** Returns the items of a SELECT list that GROUP BY names, by their alias or position. */
function groupedItems(select: TreeNode): TreeNode[] {
  const items = ((select['targetList'] ?? []) as TreeNode[]).map((item) =>
    nodeOf(item['ResTarget']),
  );
  return ((select['groupClause'] ?? []) as TreeNode[]).flatMap((group) => {
    const fields = namesOf(nodeOf(group['ColumnRef'])?.['fields']);
    const position = nodeOf(nodeOf(group['A_Const'])?.['ival'])?.['ival'];
    const found =
      position === undefined
        ? items.find((item) => fields.length === 1 && item?.['name'] === fields[0])
        : items[Number(position) - 1];
    return found === undefined ? [] : [found];
  });
}

/** Walks a query. @returns whether it refers to the block around it */
function visitSelect(select: TreeNode, outer: Block | undefined): boolean {
  const { larg, rarg, ...own } = select;
  if (larg !== undefined && rarg !== undefined) {
    return [nodeOf(larg)!, nodeOf(rarg)!].map((branch) => visitSelect(branch, outer)).some(Boolean);
  }
  const tables = new Set(((select['fromClause'] ?? []) as unknown[]).flatMap(tablesOf));
  const block: Block = { tables, outer, isCorrelated: false, hasWindow: false };
  const grouped = new Set(groupedItems(select));
  for (const item of grouped) if (visit(item['val'], block)) throw new PatternFound();
  visit(own, block);
  if (block.isCorrelated && block.hasWindow) throw new PatternFound();
  return block.isCorrelated;
}

/** Walks a statement: the table of an UPDATE or DELETE is a block around its subqueries. */
function visitStatement(tree: TreeNode): void {
  const [[type, statement] = []] = Object.entries(tree) as [string, TreeNode][];
  if (statement === undefined) return;
  const target =
    statement['relation'] === undefined ? [] : tablesOf({ RangeVar: statement['relation'] });
  const others = ['fromClause', 'usingClause'].flatMap(
    (key) => (statement[key] ?? []) as unknown[],
  );
  const isChange = type === 'UpdateStmt' || type === 'DeleteStmt';
  const tables = new Set(isChange ? [...target, ...others.flatMap(tablesOf)] : []);
  visit(type === 'SelectStmt' ? tree : statement, {
    tables,
    outer: undefined,
    isCorrelated: false,
    hasWindow: false,
  });
}

/**
 * Rejects the patterns of correlated subqueries that the guide lists as unsupported. Columns without
 * their table are taken for those of the innermost block.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html
 */
export function rejectCorrelations(tree: TreeNode): string | undefined {
  try {
    visitStatement(tree);
    return undefined;
  } catch (error) {
    if (error instanceof PatternFound) return NOT_SUPPORTED;
    throw error;
  }
}
