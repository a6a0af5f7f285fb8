import { SqlStatementError, unsupported } from '../statement-errors.ts';
import { type Edit, type SqlSource, startsWith } from './scan-sql.ts';
import { namesOf, nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

interface TypeRule {
  /** PostgreSQL's name, if Redshift's differs. */
  readonly postgresName?: string;
  /** Default length or precision of a column. */
  readonly columnDefault?: string;
  /** Default length or precision of a cast. */
  readonly castDefault?: string;
}

/** Redshift's types by the parser's names. */
const TYPES: Readonly<Record<string, TypeRule>> = {
  bool: {},
  bpchar: { columnDefault: '(256)' },
  date: {},
  float4: {},
  float8: {},
  hllsketch: {},
  int2: {},
  int4: {},
  int8: {},
  interval: {},
  nchar: { postgresName: 'char' },
  numeric: { columnDefault: '(18,0)', castDefault: '(18,0)' },
  nvarchar: { postgresName: 'varchar', columnDefault: '(256)' },
  super: { postgresName: 'jsonb' },
  text: { postgresName: 'varchar', columnDefault: '(256)' },
  time: {},
  timestamp: {},
  timestamptz: {},
  timetz: {},
  varbinary: { postgresName: 'bytea' },
  varbyte: { postgresName: 'bytea' },
  varchar: { columnDefault: '(256)' },
};

/** PostgreSQL's names of types of variables and parameters in procedures. */
export const VARIABLE_TYPES: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(TYPES).map(([name, { postgresName }]) => [name, postgresName]),
);

/** Types that only parameters of procedures have. */
const PARAMETER_TYPES = new Set(['refcursor', 'record', 'void']);

/** Types of the leader node for reading catalogs; casts may use them, columns may not. */
const CATALOG_TYPES = new Set(['name', 'oid', 'regclass', 'regproc', 'regtype', 'char', 'xid']);

/** Types of Redshift that this stand-in does not support. */
const UNSUPPORTED_TYPES = new Set(['geometry', 'geography']);

const MAX_LENGTHS: Readonly<Record<string, number>> = { varchar: 65_535, bpchar: 4096 };
const MAX_PRECISION = 38;

function integerOf(node: unknown): number | undefined {
  const constant = nodeOf(nodeOf(node)?.['A_Const']);
  const value = nodeOf(constant?.['ival']);
  return value === undefined ? undefined : Number(value['ival'] ?? 0);
}

function rejectLength(name: string, modifiers: readonly unknown[]): void {
  const length = integerOf(modifiers[0]);
  const maximum = MAX_LENGTHS[name];
  if (length === undefined) return;
  if (maximum !== undefined && length > maximum) {
    const type = name === 'bpchar' ? 'char' : 'varchar';
    throw new SqlStatementError(`length for type ${type} cannot exceed ${maximum}`);
  }
  if (name === 'numeric' && length > MAX_PRECISION) {
    throw new SqlStatementError(`DECIMAL precision ${length} must be between 1 and 38`);
  }
}

function modifiersEnd(source: SqlSource, start: number): number {
  const { tokens } = source;
  const at = tokens.findIndex((token) => token.start === start);
  const isVarying = startsWith(tokens, at + 1, 'varying');
  return tokens[isVarying ? at + 1 : at]?.end ?? start;
}

function firstTokenEnd(source: SqlSource, start: number): number {
  return source.tokens.find((token) => token.start === start)?.end ?? start;
}

/** Names of types in messages. */
const SQL_NAMES: Readonly<Record<string, string>> = { int4: 'integer', int8: 'bigint' };

/**
 * Returns the edits for one use of a type. @throws SqlStatementError for types that Redshift lacks
 */
function typeEdits(source: SqlSource, type: TreeNode, column: string | undefined): Edit[] {
  const names = namesOf(type['names']);
  const name = names.at(-1) ?? '';
  if (UNSUPPORTED_TYPES.has(name)) throw unsupported(name.toUpperCase());
  const isArray = type['arrayBounds'] !== undefined;
  const rule = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (isArray || (rule === undefined && (column !== undefined || !CATALOG_TYPES.has(name)))) {
    const sqlName = `${SQL_NAMES[name] ?? name}${isArray ? '[]' : ''}`;
    throw new SqlStatementError(
      column === undefined
        ? `type "${sqlName}" does not exist`
        : `Column "${column}" has unsupported type "${sqlName}".`,
    );
  }
  if (rule === undefined || typeof type['location'] !== 'number') return [];
  const modifiers = (type['typmods'] ?? []) as readonly unknown[];
  rejectLength(name, modifiers);
  return namedEdits(source, type['location'], rule, {
    hasModifiers: modifiers.length > 0,
    isColumn: column !== undefined,
  });
}

/** Returns the types of arguments and results: of routines, in their names, and of PREPARE. */
function parametersOf(node: TreeNode): readonly TreeNode[] {
  const listed = [node['objargs'], node['argtypes']]
    .flat()
    .map((item) => nodeOf(nodeOf(item)?.['TypeName']));
  return [nodeOf(node['argType']), nodeOf(node['returnType']), ...listed].filter(
    (type) => type !== undefined,
  );
}

/** Returns the edits for the type of a routine's parameter or result, which has no length. */
function parameterEdits(source: SqlSource, type: TreeNode): Edit[] {
  const name = namesOf(type['names']).at(-1) ?? '';
  if (PARAMETER_TYPES.has(name) || type['pct_type'] === true) return [];
  return typeEdits(source, type, undefined);
}

function namedEdits(
  source: SqlSource,
  start: number,
  { postgresName, columnDefault, castDefault }: TypeRule,
  { hasModifiers, isColumn }: { readonly hasModifiers: boolean; readonly isColumn: boolean },
): Edit[] {
  const edits: Edit[] = [];
  const end = firstTokenEnd(source, start);
  const missing = hasModifiers ? undefined : isColumn ? columnDefault : castDefault;
  if (postgresName !== undefined) {
    edits.push({ start, end, text: `${postgresName}${missing ?? ''}` });
    if (postgresName === 'bytea' && hasModifiers) edits.push(...parenthesesAfter(source, end));
  } else if (missing !== undefined) {
    const at = modifiersEnd(source, start);
    edits.push({ start: at, end: at, text: missing });
  }
  return edits;
}

/** Removes the length, which bytea does not support. */
function parenthesesAfter(source: SqlSource, end: number): Edit[] {
  const open = source.tokens.findIndex(({ start }) => start >= end);
  const [first, last] = [source.tokens[open], source.tokens[open + 2]];
  return first === undefined || last === undefined
    ? []
    : [{ start: first.start, end: last.end, text: '' }];
}

/**
 * Translates Redshift's types to PostgreSQL's: SUPER, VARBYTE, and default lengths and precisions.
 * @throws SqlStatementError for types that Redshift does not support
 */
export function redshiftTypeEdits(source: SqlSource, tree: unknown): Edit[] {
  const edits: Edit[] = [];
  const seen = new Set<TreeNode>();
  const places = new Set<unknown>();
  const add = (type: TreeNode, column: string | undefined): void => {
    if (seen.has(type)) return;
    seen.add(type);
    edits.push(...typeEdits(source, type, column));
  };
  let table = '';
  // In a query, column definitions belong to a function such as PG_GET_COLS.
  const isQuery = nodeOf(nodeOf(tree)?.['SelectStmt']) !== undefined;
  walkTree(tree, (type, node) => {
    if (type === 'RangeVar' && table === '') table = String(node['relname']);
    const typeName = nodeOf(node['typeName']);
    if (type === 'ColumnDef' && typeName !== undefined) {
      add(typeName, isQuery ? undefined : `${table}.${String(node['colname'])}`);
    }
    if (type === 'TypeCast' && typeName !== undefined) add(typeName, undefined);
    for (const parameter of parametersOf(node)) {
      // The parser lists the arguments of DROP PROCEDURE twice.
      if (places.has(parameter['location'])) continue;
      places.add(parameter['location']);
      edits.push(...parameterEdits(source, parameter));
    }
  });
  return edits;
}
