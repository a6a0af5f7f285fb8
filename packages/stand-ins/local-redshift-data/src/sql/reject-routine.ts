import { SqlStatementError } from '../statement-errors.ts';
import {
  CAST_FUNCTIONS,
  GRAMMAR_FUNCTIONS,
  LEADER_NODE_FUNCTIONS,
  REDSHIFT_FUNCTIONS,
} from './redshift-functions.ts';
import { rejectProcedure } from './reject-procedure.ts';
import { isRoutine } from './rewrite/routine-rule.ts';
import { BEGINS_STATEMENT } from './routine-body.ts';
import { scanSql, type SqlSource, startsWith, stringValue, type Token } from './scan-sql.ts';

/** Types with a length that share their names with functions of PostgreSQL: `CHAR(5)`. */
const SIZED_TYPES: ReadonlySet<string> = new Set(['bpchar', 'char']);

function isAllowed(name: string): boolean {
  return [
    REDSHIFT_FUNCTIONS,
    LEADER_NODE_FUNCTIONS,
    GRAMMAR_FUNCTIONS,
    CAST_FUNCTIONS,
    SIZED_TYPES,
  ].some((names) => names.has(name));
}

/** Returns true for words with which a routine would change its role. */
function leavesRole(tokens: readonly Token[], at: number): boolean {
  return (
    startsWith(tokens, at, 'session', 'authorization') ||
    ((startsWith(tokens, at, 'set') ||
      startsWith(tokens, at, 'local') ||
      startsWith(tokens, at, 'reset')) &&
      startsWith(tokens, at + 1, 'role'))
  );
}

/** Statements that are no SQL for PostgreSQL, so that a procedure cannot run them here. */
const COMMANDS = ['copy', 'unload', 'vacuum'];

function rejectBody(tokens: readonly Token[], builtIn: ReadonlySet<string>): string | undefined {
  for (const [at, { kind, text }] of tokens.entries()) {
    if (leavesRole(tokens, at))
      return 'not supported by local-redshift-data: SET ROLE (give the role as DbUser)';
    const command = COMMANDS.find((word) => startsWith(tokens, at, word));
    if (command !== undefined && BEGINS_STATEMENT.has(tokens[at - 1]?.text ?? '')) {
      return `not supported by local-redshift-data: ${command.toUpperCase()} in a procedure`;
    }
    const isCall = (kind === 'word' || kind === 'quoted') && startsWith(tokens, at + 1, '(');
    const name = text.replaceAll('"', '');
    if (isCall && builtIn.has(name) && !isAllowed(name)) return `function ${name}() does not exist`;
  }
  return undefined;
}

/**
 * Checks the body of a routine, which PostgreSQL's parser reads as a string.
 * @param translated the whole statement, translated to PostgreSQL
 * @throws SqlStatementError for functions that Redshift lacks, and for changes of the role
 */
export function rejectRoutine(
  { tokens }: SqlSource,
  translated: string,
  builtIn: ReadonlySet<string>,
): void {
  if (!isRoutine(tokens)) return;
  for (const token of tokens.filter(({ kind }) => kind === 'string')) {
    const message = rejectBody(scanSql(stringValue(token)).tokens, builtIn);
    if (message !== undefined) throw new SqlStatementError(message);
  }
  rejectProcedure(translated, builtIn);
}
