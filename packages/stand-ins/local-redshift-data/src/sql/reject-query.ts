import { rejectInnerRecursion } from './reject-recursion.ts';
import { near } from './syntax-error.ts';
import { namesOf, nodeOf, type TreeNode } from './walk-tree.ts';

const OPERATORS = new Set(
  `= <> != < <= > >= + - * / % ^ || |/ ||/ @ & | # ~ << >> !~ ~* !~* ~~ !~~ ~~* !~~*`.split(' '),
);

/** Detects `(a, b)` as an item of a SELECT list; `ROW (a, b)` has a rule of its own. */
function isRow(item: TreeNode): boolean {
  const row = nodeOf(nodeOf(nodeOf(item['ResTarget'])?.['val'])?.['RowExpr']);
  return row !== undefined && row['row_format'] !== 'COERCE_EXPLICIT_CALL';
}

function rejectSelect(select: TreeNode): string | undefined {
  const distinct = select['distinctClause'] as readonly TreeNode[] | undefined;
  if (distinct?.some((on) => Object.keys(on).length > 0) === true) {
    return 'SELECT DISTINCT ON is not supported';
  }
  if (select['lockingClause'] !== undefined) return near('FOR');
  if (select['windowClause'] !== undefined) return near('WINDOW');
  if (select['groupDistinct'] === true) return near('DISTINCT');
  const operation = String(select['op']);
  if (isValues(select['larg']) || isValues(select['rarg'])) return near('VALUES');
  if (select['all'] === true && operation !== 'SETOP_UNION') {
    return `${operation.slice('SETOP_'.length)} ALL is not supported`;
  }
  const isEmpty = select['targetList'] === undefined && select['valuesLists'] === undefined;
  const items = (select['targetList'] ?? []) as readonly TreeNode[];
  if (items.some(isRow)) return near(',');
  if (operation === 'SETOP_NONE' && isEmpty) return near('FROM');
  return select['limitOption'] === 'LIMIT_OPTION_WITH_TIES' ? near('WITH') : undefined;
}

/** Returns true for VALUES as a query, which may be the operand of UNION. */
function isValues(query: unknown): boolean {
  const select = nodeOf(nodeOf(query)?.['SelectStmt']) ?? nodeOf(query);
  return select?.['valuesLists'] !== undefined;
}

function rejectLateral({ lateral }: TreeNode): string | undefined {
  return lateral === true ? near('LATERAL') : undefined;
}

function rejectCommonTable({ ctematerialized, ctequery }: TreeNode): string | undefined {
  if (nodeOf(nodeOf(ctequery)?.['SelectStmt'])?.['valuesLists'] !== undefined)
    return near('VALUES');
  return ctematerialized === 'CTEMaterializeDefault'
    ? rejectInnerRecursion(ctequery)
    : near('MATERIALIZED');
}

function rejectSubselect(select: TreeNode): string | undefined {
  const query = nodeOf(nodeOf(select['subquery'])?.['SelectStmt']);
  return query?.['valuesLists'] === undefined
    ? (rejectLateral(select) ?? rejectInnerRecursion(select['subquery']))
    : near('VALUES');
}

const FRAMED = new Set(
  `avg count first_value last_value max min nth_value stddev stddev_pop stddev_samp sum var_pop
   var_samp variance`.split(/\s+/),
);

/** Bit of PostgreSQL's frame options. */
const HAS_FRAME = 1;
const IS_RANGE = 2;
const IS_GROUPS = 8;
const EXCLUDES = 0x8000 | 0x10000 | 0x20000;

function rejectWindow({ over, funcname }: TreeNode): string | undefined {
  const window = nodeOf(over);
  if (window === undefined) return undefined;
  const frame = Number(window['frameOptions'] ?? 0);
  const hasFrame = (frame & HAS_FRAME) !== 0;
  if (hasFrame && (frame & IS_RANGE) !== 0) return near('RANGE');
  if (hasFrame && (frame & IS_GROUPS) !== 0) return near('GROUPS');
  if ((frame & EXCLUDES) !== 0) return near('EXCLUDE');
  const isOrdered = window['orderClause'] !== undefined;
  return isOrdered && !hasFrame && FRAMED.has(namesOf(funcname).at(-1) ?? '')
    ? 'Aggregate window functions with an ORDER BY clause require a frame clause'
    : undefined;
}

const SYSTEM_COLUMNS = new Set(['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin']);

function rejectColumn({ fields }: TreeNode): string | undefined {
  const name = namesOf(fields).at(-1) ?? '';
  return SYSTEM_COLUMNS.has(name) ? `column "${name}" does not exist` : undefined;
}

const SYMMETRIC = /^AEXPR_(NOT_)?BETWEEN_SYM$/;

function rejectOperator(expression: TreeNode): string | undefined {
  const operator = namesOf(expression['name'])[0] ?? '';
  const isPlain = expression['kind'] === 'AEXPR_OP';
  // ANY of a subquery is another node.
  if (expression['kind'] === 'AEXPR_OP_ANY') return near('ANY');
  if (expression['kind'] === 'AEXPR_OP_ALL') return near('ALL');
  if (SYMMETRIC.test(String(expression['kind']))) return near('SYMMETRIC');
  return isPlain && !OPERATORS.has(operator) ? near(operator) : undefined;
}

/** Functions for which PostgreSQL's grammar has syntax of its own, and Redshift's has not. */
const SYNTAX_FUNCTIONS: Readonly<Record<string, string>> = {
  is_normalized: 'NORMALIZED',
  normalize: 'NORMALIZE',
  overlay: 'OVERLAY',
  pg_collation_for: 'COLLATION',
};

function rejectCall(call: TreeNode): string | undefined {
  const name = namesOf(call['funcname']).at(-1) ?? '';
  if (name === 'random' && call['args'] !== undefined) {
    return 'a function random() with arguments does not exist';
  }
  const isSyntax = call['funcformat'] === 'COERCE_SQL_SYNTAX';
  const syntax = isSyntax ? SYNTAX_FUNCTIONS[name] : undefined;
  return syntax === undefined ? rejectWindow(call) : near(syntax);
}

function rejectRangeFunction(range: TreeNode): string | undefined {
  if (range['ordinality'] === true) return near('WITH');
  return range['is_rowsfrom'] === true ? near('FROM') : rejectLateral(range);
}

const VALUES: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_ROLE: 'current_role',
};

function rejectValue({ op }: TreeNode): string | undefined {
  const name = VALUES[String(op)];
  return name === undefined ? undefined : `column "${name}" does not exist`;
}

/**
 * Rules for the parts of queries, by node type. Each returns a message if PostgreSQL supports the node
 * and Redshift does not.
 */
export const QUERY_RULES: Readonly<Record<string, (node: TreeNode) => string | undefined>> = {
  A_ArrayExpr: () => near('['),
  A_Expr: rejectOperator,
  A_Indices: ({ is_slice }) => (is_slice === true ? near(':') : undefined),
  ColumnRef: rejectColumn,
  CommonTableExpr: rejectCommonTable,
  FuncCall: rejectCall,
  JoinExpr: ({ join_using_alias: alias }) => (alias === undefined ? undefined : near('AS')),
  RangeFunction: rejectRangeFunction,
  RangeSubselect: rejectSubselect,
  RangeTableSample: () => near('TABLESAMPLE'),
  RowExpr: ({ row_format: format }) =>
    format === 'COERCE_EXPLICIT_CALL' ? near('ROW') : undefined,
  SelectStmt: rejectSelect,
  SortBy: ({ sortby_dir: direction }) => (direction === 'SORTBY_USING' ? near('USING') : undefined),
  SQLValueFunction: rejectValue,
  SubLink: ({ subLinkType, subselect }) => {
    if (isValues(subselect)) return near('VALUES');
    return subLinkType === 'ARRAY_SUBLINK' ? near('(') : rejectInnerRecursion(subselect);
  },
};
