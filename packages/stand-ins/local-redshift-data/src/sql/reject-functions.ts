import { unsupported } from '../statement-errors.ts';
import {
  CAST_FUNCTIONS,
  CATALOG_FUNCTIONS,
  GRAMMAR_FUNCTIONS,
  isUnsupportedFunction,
  LEADER_NODE_FUNCTIONS,
  REDSHIFT_FUNCTIONS,
} from './redshift-functions.ts';
import { namesOf, walkTree } from './walk-tree.ts';

const NOT_ON_TABLES =
  'Specified types or functions (one per INFO message) not supported on Redshift tables.';

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
/** With the replacements of PostgreSQL's own catalog views. */
const CATALOG_NAMES = /^(pg|svv|svl|stv|stl|sys)_|^redshift_(attrdef|constraint|index|user)$/;

/** Returns true for names of PostgreSQL's and Redshift's system tables and views. */
export const isCatalogName = (name: string): boolean => CATALOG_NAMES.test(name);

/** Functions of PostgreSQL about the catalog, which psql and drivers call without a table. */
const ABOUT_CATALOG = new Set(['format_type', 'pg_get_keywords']);

/** The functions, catalogs and user tables that a statement uses. */
interface Uses {
  readonly functions: readonly string[];
  readonly catalogs: readonly string[];
  readonly tables: readonly string[];
}

function usesOf(tree: unknown): Uses {
  const functions: string[] = [];
  const tables: string[] = [];
  const catalogs: string[] = [];
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
        if (ABOUT_CATALOG.has(name)) catalogs.push(name);
      }
    }
    if (type !== 'RangeVar') return;
    const [schema, name] = [node['schemaname'] as string | undefined, String(node['relname'])];
    const isCatalog = schema === undefined ? isCatalogName(name) : CATALOGS.has(schema);
    (isCatalog ? catalogs : tables).push(name);
  });
  return { functions, catalogs, tables: tables.filter((name) => !commonTables.has(name)) };
}

/** Returns true if a query reads only PostgreSQL's catalog. */
export function readsCatalogAlone(tree: unknown): boolean {
  const { catalogs, tables } = usesOf(tree);
  return catalogs.length > 0 && tables.length === 0;
}

/**
 * Returns the error message for the first function that Redshift lacks, or that it does not run in
 * a query that reads tables.
 * @throws SqlStatementError for a function that only this stand-in lacks
 */
export function rejectFunctions(tree: unknown, builtIn: ReadonlySet<string>): string | undefined {
  const { functions, catalogs, tables } = usesOf(tree);
  for (const name of functions) {
    if (isUnsupportedFunction(name)) throw unsupported(name.toUpperCase());
    if (REDSHIFT_FUNCTIONS.has(name) || GRAMMAR_FUNCTIONS.has(name)) continue;
    if (CAST_FUNCTIONS.has(name)) continue;
    const isOfCatalog = CATALOG_FUNCTIONS.has(name) && catalogs.length + tables.length > 0;
    const isLeaderNode = LEADER_NODE_FUNCTIONS.has(name) || isOfCatalog;
    if (isLeaderNode && tables.length > 0) {
      return `${NOT_ON_TABLES}\n  Detail: Function "${name}()" not supported.`;
    }
    if (!isLeaderNode && builtIn.has(name)) return `function ${name}() does not exist`;
  }
  return undefined;
}
