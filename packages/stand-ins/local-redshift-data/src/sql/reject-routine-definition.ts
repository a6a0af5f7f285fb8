import { parseSync } from 'libpg-query';
import { near } from './syntax-error.ts';
import { namesOf, nodeOf, type TreeNode, walkTree } from './walk-tree.ts';

type Options = ReadonlyMap<string, unknown>;

function optionsOf(routine: TreeNode): Options {
  const options = (routine['options'] ?? []) as { DefElem: TreeNode }[];
  return new Map(options.map(({ DefElem }) => [String(DefElem['defname']), DefElem['arg']]));
}

function parametersOf(routine: TreeNode): TreeNode[] {
  const parameters = (routine['parameters'] ?? []) as { FunctionParameter: TreeNode }[];
  return parameters.map(({ FunctionParameter }) => FunctionParameter);
}

/** Modes of parameters that Redshift lacks, by the parser's names. */
const MODES: Readonly<Record<string, string>> = {
  FUNC_PARAM_TABLE: 'TABLE',
  FUNC_PARAM_VARIADIC: 'VARIADIC',
};

function rejectParameters(routine: TreeNode): string | undefined {
  for (const { mode, defexpr } of parametersOf(routine)) {
    if (defexpr !== undefined) return near('DEFAULT');
    const word = MODES[String(mode)];
    if (word !== undefined) return near(word);
  }
  return undefined;
}

/** Clauses that the SELECT of a function cannot have, by the parser's names. */
const CLAUSES: readonly (readonly [string, string])[] = [
  ['fromClause', 'FROM'],
  ['intoClause', 'INTO'],
  ['whereClause', 'WHERE'],
  ['groupClause', 'GROUP BY'],
  ['sortClause', 'ORDER BY'],
  ['limitCount', 'LIMIT'],
];

function rejectBody(body: string): string | undefined {
  let found: string | undefined;
  const { stmts = [] } = parseSync(body);
  if (stmts.length !== 1 || nodeOf(stmts[0]?.stmt)?.['SelectStmt'] === undefined) {
    return 'a SQL function must be one SELECT';
  }
  walkTree(stmts, (type, node) => {
    if (type !== 'SelectStmt') return;
    found ??= CLAUSES.find(([key]) => node[key] !== undefined)?.[1];
  });
  return found === undefined ? undefined : `a SQL function cannot have a ${found} clause`;
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_FUNCTION.html */
function rejectSqlFunction(routine: TreeNode, options: Options): string | undefined {
  const named = parametersOf(routine).find(({ name }) => name !== undefined);
  if (named !== undefined) return near(String(named['name']));
  if (nodeOf(routine['returnType'])?.['setof'] === true) return near('SETOF');
  if (!options.has('volatility')) return 'a function must be VOLATILE, STABLE or IMMUTABLE';
  const [body = ''] = namesOf(nodeOf(nodeOf(options.get('as'))?.['List'])?.['items']);
  return rejectBody(body);
}

function languageOf(options: Options): string {
  return String(nodeOf(nodeOf(options.get('language'))?.['String'])?.['sval'] ?? '');
}

/** Rejects functions and procedures that PostgreSQL would create and Redshift would not. */
export function rejectRoutineDefinition(routine: TreeNode): string | undefined {
  const options = optionsOf(routine);
  const isProcedure = routine['is_procedure'] === true;
  const [language, expected] = [languageOf(options), isProcedure ? 'plpgsql' : 'sql'];
  if (language !== expected) {
    return `language "${language}" is not supported for a ${isProcedure ? 'procedure' : 'function'}`;
  }
  return (
    rejectParameters(routine) ?? (isProcedure ? undefined : rejectSqlFunction(routine, options))
  );
}
