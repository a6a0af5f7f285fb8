import { SqlStatementError } from '../statement-errors.ts';
import { isListed, notListed, rejectStatement } from './listed-syntax.ts';
import { rejectCorrelations } from './reject-correlations.ts';
import { readsCatalogAlone, rejectFunctions } from './reject-functions.ts';
import { QUERY_RULES } from './reject-query.ts';
import { isOwnTable, rejectRecursion } from './reject-recursion.ts';
import { rejectRoutineDefinition } from './reject-routine-definition.ts';
import { rejectGrant, rejectUserOptions } from './reject-users.ts';
import { near } from './syntax-error.ts';
import { namesOf, nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

function isEquality(node: TreeNode | undefined): boolean {
  const and = nodeOf(node?.['BoolExpr']);
  if (and !== undefined) {
    return and['boolop'] === 'AND_EXPR' && (and['args'] as TreeNode[]).every(isEquality);
  }
  const expression = nodeOf(node?.['A_Expr']);
  return expression?.['kind'] === 'AEXPR_OP' && namesOf(expression['name'])[0] === '=';
}

function aliasOf(relation: unknown): string | undefined {
  const alias = nodeOf(nodeOf(relation)?.['alias']);
  return alias === undefined ? undefined : String(alias['aliasname']);
}

function isSameTable(one: TreeNode, other: TreeNode | undefined): boolean {
  return one['relname'] === other?.['relname'] && one['schemaname'] === other?.['schemaname'];
}

/** Returns true for several rows of VALUES with a subquery, which one row may have. */
function hasRowQuery(select: unknown): boolean {
  const rows = nodeOf(nodeOf(select)?.['SelectStmt'])?.['valuesLists'];
  let isFound = false;
  if (Array.isArray(rows) && rows.length > 1)
    walkTree(rows, (type) => (isFound ||= type === 'SubLink'));
  return isFound;
}

function rejectInsert(insert: TreeNode): string | undefined {
  const { override, relation, selectStmt, withClause } = insert;
  if (hasRowQuery(selectStmt))
    return 'Subqueries are not supported in INSERT with several rows of VALUES';
  const alias = aliasOf(relation);
  if (alias !== undefined) return near('AS');
  if (override !== undefined && override !== 'OVERRIDING_NOT_SET') return near('OVERRIDING');
  return withClause === undefined || isOwnTable(withClause) ? undefined : near('INSERT');
}

function rejectMerge(merge: TreeNode): string | undefined {
  const alias = aliasOf(merge['relation']);
  if (alias !== undefined) return near(alias);
  const source = nodeOf(nodeOf(merge['sourceRelation'])?.['RangeVar']);
  if (source === undefined) return near('(');
  if (isSameTable(source, nodeOf(merge['relation']))) {
    return 'Source table and target table of MERGE cannot be the same table';
  }
  const clauses = (merge['mergeWhenClauses'] as { MergeWhenClause: TreeNode }[]).map(
    ({ MergeWhenClause }) => MergeWhenClause,
  );
  if (clauses.some(({ condition }) => condition !== undefined)) return near('AND');
  if (clauses.some(({ commandType }) => commandType === 'CMD_NOTHING')) return near('DO');
  const kinds = clauses.map(({ matchKind }) => matchKind);
  if (kinds.includes('MERGE_WHEN_NOT_MATCHED_BY_SOURCE')) return near('BY');
  if (kinds.length < 2) return 'MERGE statement with a single WHEN clause is not enabled.';
  if (kinds.length > 2 || kinds[0] !== 'MERGE_WHEN_MATCHED' || kinds[1] === kinds[0]) {
    return near('WHEN');
  }
  return isEquality(nodeOf(merge['joinCondition']))
    ? undefined
    : 'MERGE supports only equality predicates in its ON clause.';
}

function rejectConstraint({ contype }: TreeNode): string | undefined {
  if (contype === 'CONSTR_CHECK') return near('CHECK');
  if (contype === 'CONSTR_GENERATED') return near('GENERATED');
  return contype === 'CONSTR_EXCLUSION' ? near('EXCLUDE') : undefined;
}

/** Bit of PostgreSQL's options of LIKE. */
const INCLUDES_DEFAULTS = 8;

function rejectLike({ options }: TreeNode): string | undefined {
  return (Number(options ?? 0) & ~INCLUDES_DEFAULTS) === 0 ? undefined : near('INCLUDING');
}

function endsOnCommit(action: unknown): boolean {
  return action !== undefined && action !== 'ONCOMMIT_NOOP';
}

function rejectCreate(create: TreeNode): string | undefined {
  if (nodeOf(create['relation'])?.['relpersistence'] === 'u') return near('UNLOGGED');
  if (create['partspec'] !== undefined) return near('PARTITION');
  if (create['options'] !== undefined) return near('WITH');
  if (endsOnCommit(create['oncommit'])) return near('COMMIT');
  if (create['accessMethod'] !== undefined) return near('USING');
  if (create['tablespacename'] !== undefined) return near('TABLESPACE');
  return create['inhRelations'] === undefined ? undefined : near('INHERITS');
}

/** Rejects what CREATE TABLE AS and CREATE MATERIALIZED VIEW have in PostgreSQL only. */
function rejectCreateAs({
  into,
  query,
  objtype,
  if_not_exists: isOptional,
}: TreeNode): string | undefined {
  const table = nodeOf(into);
  if (nodeOf(nodeOf(query)?.['SelectStmt'])?.['valuesLists'] !== undefined) return near('VALUES');
  if (table?.['skipData'] === true) return near('WITH');
  if (endsOnCommit(table?.['onCommit'])) return near('COMMIT');
  return isOptional === true && objtype === 'OBJECT_TABLE' ? near('AS') : undefined;
}

function rejectColumnDefinition(column: TreeNode): string | undefined {
  const found = ['storage', 'compression'].find(
    (word) => column[word] !== undefined || column[`${word}_name`] !== undefined,
  );
  return found === undefined ? undefined : near(found.toUpperCase());
}

/** What COMMENT ON describes, by the parser's names. */
const COMMENTED: ReadonlySet<string> = new Set(
  'OBJECT_COLUMN OBJECT_DATABASE OBJECT_TABLE OBJECT_VIEW'.split(' '),
);

function rejectComment({ objtype }: TreeNode): string | undefined {
  const type = String(objtype);
  return COMMENTED.has(type) ? undefined : near(type.replace('OBJECT_', '').replaceAll('_', ' '));
}

/** Rejects words for the current user, to which Redshift grants no permission. */
function rejectRole({ roletype }: TreeNode): string | undefined {
  const word = /^ROLESPEC_((?:CURRENT|SESSION)_\w+)$/.exec(String(roletype))?.[1];
  return word === undefined ? undefined : near(word);
}

/** Supported actions of ALTER TABLE; keys and layout are removed before. */
const ALTERATIONS: Readonly<Record<string, string>> = {
  AT_AddColumn: 'ADD COLUMN',
  AT_AlterColumnType: 'ALTER COLUMN TYPE',
  AT_ChangeOwner: 'OWNER TO',
  AT_DropColumn: 'DROP COLUMN',
};

/** Types whose length ALTER COLUMN TYPE changes. */
const RESIZED = new Set(['varchar', 'nvarchar', 'varbyte', 'varbinary']);

function rejectAlter({ cmds, missing_ok: isOptional }: TreeNode): string | undefined {
  if (isOptional === true) return near('EXISTS');
  const commands = ((cmds ?? []) as { AlterTableCmd: TreeNode }[]).map((cmd) => cmd.AlterTableCmd);
  if (commands.length > 1) return near(',');
  const subtype = String(commands[0]?.['subtype']);
  if (ALTERATIONS[subtype] === undefined)
    return `ALTER TABLE: ${subtype.slice(3)} is not supported`;
  if (commands[0]?.['missing_ok'] === true) return near('EXISTS');
  if (subtype !== 'AT_AlterColumnType') return undefined;
  const definition = nodeOf(nodeOf(commands[0]?.['def'])?.['ColumnDef']);
  const type = namesOf(nodeOf(definition?.['typeName'])?.['names']).at(-1);
  return RESIZED.has(type ?? '')
    ? undefined
    : 'ALTER COLUMN TYPE changes the length of a VARCHAR or VARBYTE, and nothing else';
}

function rejectExplain({ options }: TreeNode): string | undefined {
  const named = ((options ?? []) as { DefElem: TreeNode }[]).map(
    ({ DefElem }) => DefElem['defname'],
  );
  const other = named.find((name) => name !== 'verbose');
  return other === undefined ? undefined : near(String(other).toUpperCase());
}

/** What RENAME TO renames, by the parser's names; ALTER TABLE renames views too. */
const RENAMED: ReadonlySet<string> = new Set(
  'OBJECT_COLUMN OBJECT_FUNCTION OBJECT_PROCEDURE OBJECT_ROLE OBJECT_SCHEMA OBJECT_TABLE'.split(
    ' ',
  ),
);

function rejectRename({
  missing_ok: isOptional,
  renameType,
  relationType,
}: TreeNode): string | undefined {
  if (isOptional === true) return near('EXISTS');
  const isOfTable = renameType !== 'OBJECT_COLUMN' || relationType === 'OBJECT_TABLE';
  return RENAMED.has(String(renameType)) && isOfTable ? undefined : near('RENAME');
}

function rejectView({ view, options, withCheckOption }: TreeNode): string | undefined {
  if (nodeOf(view)?.['relpersistence'] === 't') return near('TEMPORARY');
  if (options !== undefined) return near('WITH');
  return withCheckOption === 'NO_CHECK_OPTION' || withCheckOption === undefined
    ? undefined
    : near('CHECK');
}

function rejectTruncate({ behavior, relations, restart_seqs }: TreeNode): string | undefined {
  if (behavior === 'DROP_CASCADE') return near('CASCADE');
  if (restart_seqs === true) return near('RESTART');
  return (relations as readonly unknown[]).length > 1 ? near(',') : undefined;
}

const NO_TRANSACTIONS =
  'not supported by local-redshift-data: BEGIN, COMMIT and ROLLBACK in a batch or a session (a batch is a transaction, and so is a statement of a session)';

/**
 * Rules by node type. Each returns a message if PostgreSQL supports the node and Redshift does not.
 */
const RULES: Readonly<Record<string, (node: TreeNode) => string | undefined>> = {
  ...QUERY_RULES,
  AlterTableStmt: rejectAlter,
  AlterDefaultPrivilegesStmt: ({ action }) => rejectGrant(nodeOf(action) ?? {}),
  AlterRoleStmt: rejectUserOptions,
  ColumnDef: rejectColumnDefinition,
  CommentStmt: rejectComment,
  CreateTableAsStmt: rejectCreateAs,
  RoleSpec: rejectRole,
  CreateFunctionStmt: rejectRoutineDefinition,
  CreateRoleStmt: rejectUserOptions,
  ExplainStmt: rejectExplain,
  GrantStmt: rejectGrant,
  InsertStmt: rejectInsert,
  RenameStmt: rejectRename,
  ViewStmt: rejectView,
  TruncateStmt: rejectTruncate,
  Constraint: rejectConstraint,
  CreateStmt: rejectCreate,
  WithClause: rejectRecursion,
  DeleteStmt: ({ relation }) => {
    const alias = aliasOf(relation);
    return alias === undefined ? undefined : near(alias);
  },
  MergeStmt: rejectMerge,
  OnConflictClause: () => near('ON'),
  ReturningClause: () => near('RETURNING'),
  TableLikeClause: rejectLike,
  TransactionStmt: () => NO_TRANSACTIONS,
  VariableSetStmt: ({ name }) =>
    name === 'role' || name === 'session_authorization'
      ? `not supported by local-redshift-data: SET ${name === 'role' ? 'ROLE' : 'SESSION AUTHORIZATION'} (give the role as DbUser)`
      : undefined,
};

/**
 * Rejects what PostgreSQL would run and Redshift would not: statements and parts that are not
 * listed, and listed ones in a form that Redshift does not support.
 * @param builtIn PostgreSQL's own functions; those that Redshift does not list are rejected
 * @throws SqlStatementError with Redshift's message, if it is known
 */
export function rejectSql(tree: TreeNode, builtIn: ReadonlySet<string>): void {
  const isOfCatalog = readsCatalogAlone(tree);
  const message =
    rejectStatement(tree) ??
    rejectNodes(tree, isOfCatalog ? ON_LEADER_NODE : new Set()) ??
    rejectFunctions(tree, builtIn) ??
    (isOfCatalog ? undefined : rejectCorrelations(tree));
  if (message !== undefined) throw new SqlStatementError(message);
}

/** Arrays and operators, which queries of the catalog alone may use: they run on the leader node. */
const ON_LEADER_NODE: ReadonlySet<string> = new Set(['A_ArrayExpr', 'A_Expr', 'A_Indices']);

function rejectNodes(tree: TreeNode, allowed: ReadonlySet<string>): string | undefined {
  let message: string | undefined;
  walkTree(tree, (type, node) => {
    const hasRule = Object.hasOwn(RULES, type) && !allowed.has(type);
    const rule = hasRule ? RULES[type] : undefined;
    message ??= rule?.(node) ?? (isListed(type) ? undefined : notListed(type));
  });
  return message;
}
