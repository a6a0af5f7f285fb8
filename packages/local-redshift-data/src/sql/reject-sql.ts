import { SqlStatementError, unsupported } from '../statement-errors.ts';
import {
  GRAMMAR_FUNCTIONS,
  isUnsupportedFunction,
  LEADER_NODE_FUNCTIONS,
  REDSHIFT_FUNCTIONS,
} from './redshift-functions.ts';
import { namesOf, nodeOf, walkTree, type TreeNode } from './walk-tree.ts';

const near = (text: string): string => `syntax error at or near "${text}"`;

const NOT_ON_TABLES =
  'Specified types or functions (one per INFO message) not supported on Redshift tables.';

/** Redshift lacks these commands altogether. */
const COMMANDS: Readonly<Record<string, string>> = {
  CompositeTypeStmt: 'CREATE TYPE',
  CopyStmt: 'COPY',
  CreateDomainStmt: 'CREATE DOMAIN',
  CreateEnumStmt: 'CREATE TYPE',
  CreateEventTrigStmt: 'CREATE EVENT TRIGGER',
  CreateExtensionStmt: 'CREATE EXTENSION',
  CreatePolicyStmt: 'CREATE POLICY',
  CreateSeqStmt: 'CREATE SEQUENCE',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  CreateTrigStmt: 'CREATE TRIGGER',
  CreatedbStmt: 'CREATE DATABASE',
  DoStmt: 'DO',
  IndexStmt: 'CREATE INDEX',
  ListenStmt: 'LISTEN',
  LoadStmt: 'LOAD',
  NotifyStmt: 'NOTIFY',
  ReindexStmt: 'REINDEX',
  RuleStmt: 'CREATE RULE',
};

const JSON_NODES = /^(Json[A-Z]|Xml)/;

const OPERATORS = new Set(
  `= <> != < <= > >= + - * / % ^ || |/ ||/ @ & | # ~ << >> !~ ~* !~* ~~ !~~ ~~* !~~*`.split(' '),
);

const isEquality = (node: TreeNode | undefined): boolean => {
  const and = nodeOf(node?.['BoolExpr']);
  if (and !== undefined) {
    return and['boolop'] === 'AND_EXPR' && (and['args'] as TreeNode[]).every(isEquality);
  }
  const expression = nodeOf(node?.['A_Expr']);
  return expression?.['kind'] === 'AEXPR_OP' && namesOf(expression['name'])[0] === '=';
};

const aliasOf = (relation: unknown): string | undefined => {
  const alias = nodeOf(nodeOf(relation)?.['alias']);
  return alias === undefined ? undefined : String(alias['aliasname']);
};

const rejectMerge = (merge: TreeNode): string | undefined => {
  const alias = aliasOf(merge['relation']);
  if (alias !== undefined) return near(alias);
  if (nodeOf(merge['sourceRelation'])?.['RangeVar'] === undefined) return near('(');
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
};

const rejectSelect = (select: TreeNode): string | undefined => {
  const distinct = select['distinctClause'] as readonly TreeNode[] | undefined;
  if (distinct?.some((on) => Object.keys(on).length > 0) === true) {
    return 'SELECT DISTINCT ON is not supported';
  }
  if (select['lockingClause'] !== undefined) return near('FOR');
  return select['limitOption'] === 'LIMIT_OPTION_WITH_TIES' ? near('WITH') : undefined;
};

const rejectConstraint = ({ contype }: TreeNode): string | undefined => {
  if (contype === 'CONSTR_CHECK') return near('CHECK');
  if (contype === 'CONSTR_GENERATED') return near('GENERATED');
  return contype === 'CONSTR_EXCLUSION' ? near('EXCLUDE') : undefined;
};

const rejectCreate = (create: TreeNode): string | undefined => {
  if (nodeOf(create['relation'])?.['relpersistence'] === 'u') return near('UNLOGGED');
  if (create['partspec'] !== undefined) return near('PARTITION');
  if (create['options'] !== undefined) return near('WITH');
  return create['inhRelations'] === undefined ? undefined : near('INHERITS');
};

const rejectLateral = ({ lateral }: TreeNode): string | undefined =>
  lateral === true ? near('LATERAL') : undefined;

const rejectOperator = (expression: TreeNode): string | undefined => {
  const operator = namesOf(expression['name'])[0] ?? '';
  const isPlain = expression['kind'] === 'AEXPR_OP';
  return isPlain && !OPERATORS.has(operator) ? near(operator) : undefined;
};

const NO_TRANSACTIONS =
  'The Data API runs a statement, or a batch, as a transaction: BEGIN, COMMIT and ROLLBACK are not supported here';

/** What PostgreSQL takes and Redshift does not, by node: the message, or nothing. */
const RULES: Readonly<Record<string, (node: TreeNode) => string | undefined>> = {
  A_ArrayExpr: () => near('['),
  A_Expr: rejectOperator,
  CommonTableExpr: ({ ctematerialized }) =>
    ctematerialized === 'CTEMaterializeDefault' ? undefined : near('MATERIALIZED'),
  Constraint: rejectConstraint,
  CreateStmt: rejectCreate,
  DeleteStmt: ({ relation }) => {
    const alias = aliasOf(relation);
    return alias === undefined ? undefined : near(alias);
  },
  MergeStmt: rejectMerge,
  OnConflictClause: () => near('ON'),
  RangeFunction: rejectLateral,
  RangeSubselect: rejectLateral,
  RangeTableSample: () => near('TABLESAMPLE'),
  ReturningClause: () => near('RETURNING'),
  SelectStmt: rejectSelect,
  TransactionStmt: () => NO_TRANSACTIONS,
  VariableSetStmt: ({ name }) =>
    name === 'role' || name === 'session_authorization'
      ? `SET ${name === 'role' ? 'ROLE' : 'SESSION AUTHORIZATION'} is not supported here: give the role as DbUser`
      : undefined,
};

const LEADER_NODE_VALUES: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
};

const CATALOGS = new Set(['pg_catalog', 'information_schema']);
const CATALOG_NAMES = /^(pg|svv|svl|stv|stl|sys)_/;

/** Functions called and tables of the user's that are read or written. */
interface Uses {
  readonly functions: readonly string[];
  readonly tables: readonly string[];
}

const usesOf = (tree: unknown): Uses => {
  const functions: string[] = [];
  const tables: string[] = [];
  const commonTables = new Set<string>();
  walkTree(tree, (type, node) => {
    if (type === 'CommonTableExpr') commonTables.add(String(node['ctename']));
    if (type === 'SQLValueFunction') {
      const name = LEADER_NODE_VALUES[String(node['op'])];
      if (name !== undefined) functions.push(name);
    }
    if (type === 'FuncCall') {
      const [schema, name] = namesOf(node['funcname']).slice(-2);
      if (name === undefined) functions.push(schema ?? '');
      else if (schema === 'pg_catalog' && node['funcformat'] !== 'COERCE_SQL_SYNTAX') {
        functions.push(name);
      }
    }
    if (type !== 'RangeVar') return;
    const [schema, name] = [node['schemaname'] as string | undefined, String(node['relname'])];
    const isCatalog = schema === undefined ? CATALOG_NAMES.test(name) : CATALOGS.has(schema);
    if (!isCatalog) tables.push(name);
  });
  return { functions, tables: tables.filter((name) => !commonTables.has(name)) };
};

const rejectFunctions = (tree: unknown, builtIn: ReadonlySet<string>): string | undefined => {
  const { functions, tables } = usesOf(tree);
  for (const name of functions) {
    if (isUnsupportedFunction(name)) throw unsupported(name.toUpperCase());
    if (REDSHIFT_FUNCTIONS.has(name) || GRAMMAR_FUNCTIONS.has(name)) continue;
    const isLeaderNode = LEADER_NODE_FUNCTIONS.has(name);
    if (isLeaderNode && tables.length > 0) {
      return `${NOT_ON_TABLES}\n  Detail: Function "${name}()" not supported.`;
    }
    if (!isLeaderNode && builtIn.has(name)) return `function ${name}() does not exist`;
  }
  return undefined;
};

/**
 * Refuses what PostgreSQL would run and Redshift would not.
 * @param builtIn PostgreSQL's own functions: those that Redshift does not list are refused.
 * @throws SqlStatementError in Redshift's words, as far as they are known
 */
export const rejectSql = (tree: unknown, builtIn: ReadonlySet<string>): void => {
  walkTree(tree, (type, node) => {
    const command = Object.hasOwn(COMMANDS, type) ? COMMANDS[type] : undefined;
    if (command !== undefined) {
      throw new SqlStatementError(`SQL command "${command}" not supported.`);
    }
    if (JSON_NODES.test(type)) throw new SqlStatementError(near('('));
    const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
    const message = rule?.(node);
    if (message !== undefined) throw new SqlStatementError(message);
  });
  const message = rejectFunctions(tree, builtIn);
  if (message !== undefined) throw new SqlStatementError(message);
};
