import { nodeOf, type TreeNode } from './walk-tree.ts';

/** Statements of PostgreSQL's grammar that Redshift also supports, by the parser's names. */
const STATEMENTS = new Set(
  `AlterDefaultPrivilegesStmt AlterOwnerStmt AlterRoleSetStmt
   AlterRoleStmt AlterTableStmt CallStmt ClosePortalStmt CommentStmt CreateFunctionStmt
   CreateRoleStmt CreateSchemaStmt CreateStmt CreateTableAsStmt DeallocateStmt DeclareCursorStmt
   DeleteStmt DropRoleStmt DropStmt ExecuteStmt ExplainStmt FetchStmt GrantRoleStmt GrantStmt
   InsertStmt LockStmt MergeStmt PrepareStmt RefreshMatViewStmt RenameStmt SelectStmt
   TransactionStmt TruncateStmt UpdateStmt VacuumStmt VariableSetStmt VariableShowStmt ViewStmt`.split(
    /\s+/,
  ),
);

/** Parts of statements that Redshift also supports; other code checks some of them further. */
const PARTS = new Set(
  `A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star AccessPriv Alias AlterTableCmd Boolean BooleanTest
   BoolExpr CaseExpr CaseWhen CoalesceExpr ColumnDef ColumnRef CommonTableExpr Constraint DefElem
   Float FuncCall FunctionParameter GroupingFunc GroupingSet Integer IntoClause JoinExpr List
   MergeWhenClause MinMaxExpr NullTest ObjectWithArgs OnConflictClause ParamRef RangeFunction RangeSubselect
   RangeTableSample RangeVar ResTarget ReturningClause RoleSpec RowExpr SetToDefault SortBy SQLValueFunction String SubLink
   TableLikeClause TypeCast TypeName VacuumRelation WindowDef WithClause LockingClause PartitionSpec PartitionElem`.split(
    /\s+/,
  ),
);

/** Types of objects that can be dropped, by the parser's names. */
const DROPPED = new Set(
  `OBJECT_FUNCTION OBJECT_MATVIEW OBJECT_PROCEDURE OBJECT_SCHEMA OBJECT_TABLE OBJECT_VIEW`.split(
    ' ',
  ),
);

/** SQL names of statements that do not follow from the parser's names. */
const SQL_NAMES: Readonly<Record<string, string>> = {
  AlterFunctionStmt: 'ALTER FUNCTION',
  AlterObjectSchemaStmt: 'ALTER … SET SCHEMA',
  CompositeTypeStmt: 'CREATE TYPE',
  CreateEnumStmt: 'CREATE TYPE',
  CreateRangeStmt: 'CREATE TYPE',
  CreatePLangStmt: 'CREATE LANGUAGE',
  CreateEventTrigStmt: 'CREATE EVENT TRIGGER',
  CreateSeqStmt: 'CREATE SEQUENCE',
  CreateTrigStmt: 'CREATE TRIGGER',
  CreatedbStmt: 'CREATE DATABASE',
  IndexStmt: 'CREATE INDEX',
  RuleStmt: 'CREATE RULE',
};

/** Converts `CreateExtensionStmt` to `CREATE EXTENSION`. */
function sqlName(type: string): string {
  return (
    SQL_NAMES[type] ??
    type
      .replace(/Stmt$/, '')
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toUpperCase()
  );
}

/** Converts `{ kind: 'OBJECT_AGGREGATE' }` to `AGGREGATE`. */
function objectOf(definition: unknown): string {
  return String(nodeOf(definition)?.['kind']).replace('OBJECT_', '').replaceAll('_', ' ');
}

export function rejectStatement(tree: TreeNode): string | undefined {
  const [type = ''] = Object.keys(tree);
  if (!STATEMENTS.has(type) && type !== 'DefineStmt') {
    return `SQL command "${sqlName(type)}" not supported.`;
  }
  if (nodeOf(tree['SelectStmt'])?.['valuesLists'] !== undefined) {
    return 'syntax error at or near "VALUES"';
  }
  if (type === 'DefineStmt') return `SQL command "CREATE ${objectOf(tree[type])}" not supported.`;
  const dropped = String(nodeOf(tree['DropStmt'])?.['removeType'] ?? 'OBJECT_TABLE');
  return DROPPED.has(dropped)
    ? undefined
    : `SQL command "DROP ${dropped.slice(7).replaceAll('_', ' ')}" not supported.`;
}

export const isListed = (type: string): boolean => PARTS.has(type) || STATEMENTS.has(type);

export function notListed(type: string): string {
  return type.startsWith('Json') || type.startsWith('Xml')
    ? 'syntax error at or near "("'
    : `SQL that Redshift does not have: ${sqlName(type)}`;
}
