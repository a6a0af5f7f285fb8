import { hasSqlDetails, parseSync } from 'libpg-query';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import { appendSql } from './append-command.ts';
import { bindParameters, type SqlParameter } from './bind-parameters.ts';
import { type CopyCommand, parseCopyCommand } from './copy-command.ts';
import { declaredKeys, droppedKey, type TableKeyChange } from './declared-keys.ts';
import { CASE_SETTING, foldNames } from './fold-names.ts';
import { type LateView, readLateView, schemasOf, UNKNOWN_COLUMNS } from './late-view.ts';
import {
  namedOnly,
  type ObjectName,
  redshiftSyntaxEdits,
  unchangedTable,
} from './redshift-syntax.ts';
import { redshiftTypeEdits } from './redshift-types.ts';
import { rejectRoutine } from './reject-routine.ts';
import { rejectSql } from './reject-sql.ts';
import type { KnownColumns } from './rewrite/known-columns.ts';
import { rewriteSql } from './rewrite/rewrite-sql.ts';
import { isRoutine } from './rewrite/routine-rule.ts';
import { applyEdits, scanSql, type SqlSource, startsWith } from './scan-sql.ts';
import { type TableAlteration, tableAlteration } from './table-alteration.ts';
import { tableKeys } from './table-keys.ts';
import { type LayoutChange, layoutChange } from './table-layout.ts';
import { parseUnloadCommand, type UnloadCommand } from './unload-command.ts';
import { nodeOf, type TreeNode } from './walk-tree.ts';

/**
 * How to run a statement. A `select` can be read through a cursor; a `command` is run directly. If
 * `definesColumns` is true, the byte lengths of VARCHARs must be checked.
 */
export type StatementPlan =
  | { readonly kind: 'copy'; readonly command: CopyCommand }
  | { readonly kind: 'unload'; readonly command: UnloadCommand; readonly sql: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'late-view'; readonly view: LateView }
  | { readonly kind: 'select'; readonly sql: string }
  | {
      readonly kind: 'command';
      readonly sql: string;
      readonly definesColumns: boolean;
      readonly isQuery: boolean;
      /** True for CALL, whose procedure may COMMIT. */
      readonly isCall: boolean;
      readonly changesSettings: boolean;
      /** True if it may drop or change what a late-binding view reads. */
      readonly changesObjects: boolean;
      /** The view that it creates, in SQL. */
      readonly newView?: string;
      /** A table that it makes, in SQL, and the columns of its keys. */
      readonly newTable?: { readonly name: string; readonly keys: TableKeys };
      /** Keys that the statement adds to a table or drops from it. */
      readonly keys?: TableKeyChange;
      /** How Redshift would store a table. */
      readonly layout?: LayoutChange;
      /** A change of a table that is checked before it is made. */
      readonly alteration?: TableAlteration;
    };

type TableKeys = ReturnType<typeof tableKeys>;

const PLAIN_COMMAND = {
  kind: 'command',
  definesColumns: false,
  isQuery: false,
  isCall: false,
  changesSettings: false,
  changesObjects: false,
} as const;

export interface TranslationContext {
  readonly parameters: readonly SqlParameter[];
  /** True if the statement shares its transaction with others. */
  readonly isInBatch: boolean;
  /** Whether it shares neither a transaction nor a session. */
  readonly isAlone: boolean;
  /** Whether names in quotes keep their capitals. */
  readonly keepsCase: boolean;
  /** The functions PostgreSQL brings along. */
  readonly builtIn: ReadonlySet<string>;
  /** Known columns of queries in the statement. */
  readonly columns: KnownColumns;
  /** Whether the statement may write values to a column of SUPER. */
  readonly writesSuper: boolean;
}

function parse(sql: string): TreeNode {
  try {
    return nodeOf(parseSync(sql).stmts?.[0]?.stmt) ?? {};
  } catch (cause) {
    const position = hasSqlDetails(cause) ? cause.sqlDetails?.cursorPosition : undefined;
    const where = position === undefined ? '' : `\n  Position: ${position + 1}`;
    throw new SqlStatementError(`${(cause as Error).message}${where}`, { cause });
  }
}

function oneStatement(source: SqlSource): SqlSource {
  const { bytes, tokens } = source;
  const end = tokens.findLastIndex(({ text }) => text !== ';') + 1;
  const kept = tokens.slice(0, end);
  if (kept.length === 0) throw new SqlStatementError('The statement is empty.');
  if (kept.some(({ text, kind }) => text === ';' && kind === 'symbol') && !isRoutine(kept)) {
    throw new SqlStatementError('cannot insert multiple commands into a prepared statement');
  }
  return { bytes: bytes.slice(0, kept.at(-1)?.end ?? 0), tokens: kept };
}

const DEFINING = new Set(['CreateStmt', 'CreateTableAsStmt', 'AlterTableStmt', 'CallStmt']);

/** Statements that drop objects, or change their columns or names. */
const CHANGING = new Set(['AlterTableStmt', 'DropStmt', 'RenameStmt']);

/** Settings that this stand-in itself heeds. */
const HEEDED = new Set(['statement_timeout', CASE_SETTING]);

/** `SET statement_timeout TO …`, `RESET statement_timeout`, `RESET ALL` and their like. */
function changesSettings(tree: TreeNode): boolean {
  const set = nodeOf(tree['VariableSetStmt']);
  return HEEDED.has(String(set?.['name'])) || set?.['kind'] === 'VAR_RESET_ALL';
}

function isTransactional(type: string, tree: TreeNode, isInBatch: boolean): void {
  if (!isInBatch) return;
  if (type === 'TruncateStmt') {
    throw new SqlStatementError(
      'TRUNCATE commits the transaction it runs in, and is rejected within a batch: use DELETE FROM',
    );
  }
  const isVacuum = nodeOf(tree['VacuumStmt'])?.['is_vacuumcmd'] === true;
  if (isVacuum) throw new SqlStatementError('VACUUM cannot run inside a transaction block');
}

const MARKS = /^TRANS_STMT_(BEGIN|START|COMMIT|ROLLBACK)$/;

/** BEGIN, COMMIT and ROLLBACK: alone, they begin or end a transaction with nothing in it. */
function marksTransaction(tree: TreeNode): boolean {
  return MARKS.test(String(nodeOf(tree['TransactionStmt'])?.['kind']));
}

const APPEND_IN_BATCH = 'ALTER TABLE APPEND cannot run inside a transaction block';

/** The name of the table of a CREATE TABLE, with its schema where it has one. */
function tableOf(tree: TreeNode): string {
  return nameOf(nodeOf(nodeOf(tree['CreateStmt'])?.['relation']) ?? {});
}

/** The name of the view of a CREATE VIEW; empty for another statement. */
function viewOf(tree: TreeNode): string {
  return nameOf(nodeOf(nodeOf(tree['ViewStmt'])?.['view']) ?? {});
}

function nameOf(relation: TreeNode): string {
  return [relation['schemaname'], relation['relname']]
    .filter((name) => name !== undefined)
    .map((name) => quoteIdentifier(String(name)))
    .join('.');
}

/** Returns the tables of a VACUUM, each with its schema if it has one. */
function vacuumed(tree: TreeNode): ObjectName[] {
  return ((nodeOf(tree['VacuumStmt'])?.['rels'] ?? []) as TreeNode[]).map((rel) => {
    const relation = nodeOf(nodeOf(rel['VacuumRelation'])?.['relation']) ?? {};
    return { kind: 'regclass', name: nameOf(relation) };
  });
}

/** Returns a command whose only effect is to fail if an object is missing. */
function checked(objects: readonly ObjectName[]): StatementPlan {
  if (objects.length === 0) return { kind: 'nothing' };
  const checks = objects.map(({ kind, name }) => `PERFORM ${quoteLiteral(name)}::${kind};`);
  return { ...PLAIN_COMMAND, sql: `DO ${quoteLiteral(`BEGIN ${checks.join(' ')} END`)}` };
}

function planOf(sql: string, tree: TreeNode, isInBatch: boolean): StatementPlan {
  const type = Object.keys(tree)[0] ?? '';
  isTransactional(type, tree, isInBatch);
  const select = nodeOf(tree['SelectStmt']);
  if (select !== undefined && select['intoClause'] === undefined) return { kind: 'select', sql };
  if (nodeOf(tree['VacuumStmt'])?.['is_vacuumcmd'] === true) return checked(vacuumed(tree));
  const definesColumns = DEFINING.has(type) || select !== undefined;
  const isQuery = type === 'ExplainStmt' || type === 'VariableShowStmt';
  return {
    kind: 'command',
    sql,
    definesColumns,
    isQuery,
    isCall: type === 'CallStmt',
    changesSettings: changesSettings(tree),
    changesObjects: CHANGING.has(type),
  };
}

/** Translates the types of a query that `rewriteSql` has translated. @throws SqlStatementError */
export function typedQuery(rewritten: string): string {
  const source = scanSql(rewritten);
  return applyEdits(source, redshiftTypeEdits(source, parse(rewritten)));
}

/**
 * Translates the query of an UNLOAD. @throws SqlStatementError if it is no query, or has a LIMIT
 */
function unloadedQuery(
  query: string,
  context: Pick<TranslationContext, 'keepsCase' | 'builtIn' | 'columns'>,
): string {
  const plan = translateStatement(query, {
    ...context,
    parameters: [],
    isInBatch: false,
    isAlone: false,
    writesSuper: false,
  });
  if (plan.kind !== 'select') throw new SqlStatementError('UNLOAD expects a SELECT statement');
  const select = nodeOf(parse(plan.sql)['SelectStmt']);
  if (select?.['limitCount'] !== undefined) {
    throw new SqlStatementError('Limit clause is not supported');
  }
  return plan.sql;
}

/** Checks a late-binding view without its tables. @throws SqlStatementError */
function planLateView(
  source: SqlSource,
  view: Omit<LateView, 'schemas'>,
  builtIn: ReadonlySet<string>,
): StatementPlan {
  const rewritten = scanSql(rewriteSql(source, UNKNOWN_COLUMNS));
  const tree = parse(applyEdits(rewritten, redshiftSyntaxEdits(rewritten)));
  rejectSql(tree, builtIn);
  return { kind: 'late-view', view: { ...view, schemas: schemasOf(tree) } };
}

/**
 * Translates a statement of Redshift to PostgreSQL.
 * @throws SqlStatementError for what Redshift, or this stand-in, does not support
 * @throws ColumnsNeeded for a query whose columns must be known first
 */
export function translateStatement(sql: string, context: TranslationContext): StatementPlan {
  const { parameters, isInBatch, isAlone, keepsCase, builtIn, columns, writesSuper } = context;
  const written = oneStatement(scanSql(sql));
  const edits = [...(keepsCase ? [] : foldNames(written)), ...bindParameters(written, parameters)];
  const bound = applyEdits(written, edits);
  const source = scanSql(bound);
  if (startsWith(source.tokens, 0, 'copy')) {
    return { kind: 'copy', command: parseCopyCommand(source) };
  }
  if (startsWith(source.tokens, 0, 'unload')) {
    const command = parseUnloadCommand(source);
    return {
      kind: 'unload',
      command,
      sql: unloadedQuery(command.query, { keepsCase, builtIn, columns }),
    };
  }
  const lateView = readLateView(source);
  if (lateView !== undefined) return planLateView(source, lateView, builtIn);
  const named = namedOnly(source);
  if (named !== undefined) return checked(named);
  const append = appendSql(source);
  if (append !== undefined) {
    if (isInBatch) throw new SqlStatementError(APPEND_IN_BATCH);
    return { ...PLAIN_COMMAND, sql: append };
  }
  const layout = layoutChange(source);
  const alteration = tableAlteration(source, isInBatch);
  const unchanged = unchangedTable(source);
  if (unchanged !== undefined) {
    const [declared, dropped] = [declaredKeys(source), droppedKey(source)];
    return {
      ...PLAIN_COMMAND,
      sql: `LOCK ${unchanged}`,
      keys: { table: unchanged, isNew: false, declared, dropped },
      ...(layout !== undefined && { layout }),
      ...(alteration !== undefined && { alteration }),
    };
  }
  const rewritten = scanSql(rewriteSql(source, columns, writesSuper));
  const plain = scanSql(applyEdits(rewritten, redshiftSyntaxEdits(rewritten)));
  const text = applyEdits(plain, []);
  const tree = parse(text);
  if (isAlone && marksTransaction(tree)) return { kind: 'nothing' };
  rejectSql(tree, builtIn);
  const typed = applyEdits(plain, redshiftTypeEdits(plain, tree));
  rejectRoutine(source, typed, builtIn);
  const plan = planOf(typed, tree, isInBatch);
  if (plan.kind !== 'command') return plan;
  const [keys, declared] = [tableKeys(source), declaredKeys(source)];
  const [table, newView] = [tableOf(tree), viewOf(tree)];
  return {
    ...plan,
    ...(newView !== '' && { newView }),
    ...(layout !== undefined && { layout }),
    ...(alteration !== undefined && { alteration }),
    ...(keys.length > 0 && { newTable: { name: table, keys } }),
    ...(declared.length > 0 &&
      table !== '' && { keys: { table, isNew: true, declared, dropped: undefined } }),
  };
}
