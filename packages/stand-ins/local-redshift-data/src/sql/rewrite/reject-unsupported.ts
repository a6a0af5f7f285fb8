import { unsupported } from '../../statement-errors.ts';
import { rejectUser } from '../reject-users.ts';
import { startsWith, type Token } from '../scan-sql.ts';
import { syntaxError } from '../syntax-error.ts';

/**
 * Rejects syntax that Redshift lacks and that the translation itself produces, because PostgreSQL's
 * parser would accept it from clients.
 */
function rejectOwnWords(tokens: readonly Token[], at: number): void {
  if (startsWith(tokens, at, 'filter', '(') && startsWith(tokens, at - 1, ')')) {
    throw syntaxError(tokens[at + 1]);
  }
  const isDistinct =
    startsWith(tokens, at, 'is', 'distinct', 'from') ||
    startsWith(tokens, at, 'is', 'not', 'distinct', 'from');
  if (isDistinct) throw syntaxError(tokens.slice(at).find(({ text }) => text === 'distinct'));
  const token = tokens[at];
  if (token !== undefined && isLaterLiteral(token)) throw syntaxError(token);
  if (isRowLimit(tokens, at)) throw syntaxError(tokens[at]);
  if (startsWith(tokens, at, 'generated', 'always', 'as', 'identity'))
    throw syntaxError(tokens[at + 1]);
  const isOffset = startsWith(tokens, at, 'offset') && tokens[at + 1]?.kind === 'number';
  if (isOffset && ['row', 'rows'].includes(tokens[at + 2]?.text ?? ''))
    throw syntaxError(tokens[at + 2]);
  if (startsWith(tokens, at, 'at', 'local')) throw syntaxError(tokens[at + 1]);
  if (startsWith(tokens, at, 'order', 'by') && isInArguments(tokens, at)) throw syntaxError(token);
}

/** Detects `FETCH FIRST 3 ROWS ONLY`, unlike `FETCH NEXT FROM cursor` in a procedure. */
function isRowLimit(tokens: readonly Token[], at: number): boolean {
  const isFetch =
    startsWith(tokens, at, 'fetch', 'first') || startsWith(tokens, at, 'fetch', 'next');
  const isOfCursor = ['from', 'in'].some((word) => startsWith(tokens, at + 2, word));
  return at > 0 && isFetch && !isOfCursor;
}

/** Words before a parenthesis that call no function. */
const NOT_CALLED = new Set(
  'all any as except exists from group in intersect join minus not over some union using where'.split(
    ' ',
  ),
);

/** Detects `SUM(x ORDER BY y)`. */
function isInArguments(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  let open = at - 1;
  for (; open >= 0; open -= 1) {
    if (startsWith(tokens, open, ')')) depth += 1;
    if (startsWith(tokens, open, '(') && (depth -= 1) < 0) break;
  }
  const name = tokens[open - 1];
  const isCall = name?.kind === 'word' && !NOT_CALLED.has(name.text);
  return isCall && !['(', 'select', 'with'].includes(tokens[open + 1]?.text ?? '');
}

/** Literals of later versions of PostgreSQL: `0x1f`, `1_000`, `U&'\0061'`; and bit strings, `B'1'`. */
const LATER_NUMBER = /^\d+(_|[xob][\da-f])/i;
const LATER_TEXT = /^(u&["']|[bx]')/i;

function isLaterLiteral({ kind, text }: Token): boolean {
  return kind === 'number' ? LATER_NUMBER.test(text) : LATER_TEXT.test(text);
}

/** What precedes a query. It precedes no other TABLE. */
const BEFORE_QUERY = new Set(['', '(', ')', 'all', 'except', 'intersect', 'minus', 'union']);

/** Rejects other words for a query, which PostgreSQL's parser turns into the tree of a SELECT. */
function rejectOtherQueries(tokens: readonly Token[]): void {
  const select = tokens.findIndex((_, word) => startsWith(tokens, word, 'select'));
  const table = tokens.findIndex((_, word) => {
    const before = tokens[word - 1]?.text ?? '';
    // Later, AS may precede a name: SELECT 1 AS table.
    const isQuery = before === 'as' ? select === -1 || word < select : BEFORE_QUERY.has(before);
    return isQuery && startsWith(tokens, word, 'table');
  });
  if (table !== -1) throw syntaxError(tokens[table]);
  const at = tokens.findIndex((_, word) => startsWith(tokens, word, 'recursive', 'view'));
  if (at > 0 && startsWith(tokens, 0, 'create')) throw syntaxError(tokens[at]);
}

/** Statements of Redshift that this stand-in does not support, by their first words. */
const STATEMENTS: readonly string[] = [
  'ALTER DATABASE',
  'ALTER DATASHARE',
  'ALTER EXTERNAL SCHEMA',
  'ALTER EXTERNAL VIEW',
  'ALTER IDENTITY PROVIDER',
  'ALTER MASKING POLICY',
  'ALTER RLS POLICY',
  'ALTER SYSTEM',
  'ALTER TEMPLATE',
  'ANALYZE COMPRESSION',
  'ATTACH MASKING POLICY',
  'ATTACH RLS POLICY',
  'CANCEL',
  'COMMENT ON CONSTRAINT',
  'CREATE DATABASE',
  'CREATE DATASHARE',
  'CREATE EXTERNAL FUNCTION',
  'CREATE EXTERNAL MODEL',
  'CREATE EXTERNAL SCHEMA',
  'CREATE EXTERNAL TABLE',
  'CREATE EXTERNAL VIEW',
  'CREATE OR REPLACE EXTERNAL FUNCTION',
  'CREATE IDENTITY PROVIDER',
  'CREATE LIBRARY',
  'CREATE OR REPLACE LIBRARY',
  'CREATE MASKING POLICY',
  'CREATE MODEL',
  'CREATE RLS POLICY',
  'CREATE TEMPLATE',
  'DESC DATASHARE',
  'DESC IDENTITY PROVIDER',
  'DETACH MASKING POLICY',
  'DETACH RLS POLICY',
  'DROP DATABASE',
  'DROP DATASHARE',
  'DROP EXTERNAL VIEW',
  'DROP IDENTITY PROVIDER',
  'DROP LIBRARY',
  'DROP MASKING POLICY',
  'DROP MODEL',
  'DROP RLS POLICY',
  'DROP TEMPLATE',
  'INSERT EXTERNAL',
  'SHOW DATASHARES',
  'SHOW EXTERNAL TABLE',
  'SHOW MODEL',
  'SHOW POLICIES',
  'SHOW COLUMN GRANTS',
  'SHOW TEMPLATES',
  'USE',
];

/** Unsupported parts of statements, by their words. */
const WITHIN: readonly string[] = [
  'CONNECT BY NOCYCLE',
  'MATCH CASE',
  'ON DATASHARE',
  'MASKING ON',
  'MASKING OFF',
  'ON EXTERNAL',
  'ON MODEL',
  'ROLE SYS :',
  'ROW LEVEL SECURITY',
  'SET FILE FORMAT',
  'SET LOCATION',
  'SET TABLE PROPERTIES',
  'COLLATE CASE_INSENSITIVE',
  'COLLATE CASE_SENSITIVE',
];

function isPermission(tokens: readonly Token[]): boolean {
  return startsWith(tokens, 0, 'grant') || startsWith(tokens, 0, 'revoke');
}

/** Permissions of Redshift that PostgreSQL lacks. */
const PERMISSIONS = new Set(['alter', 'drop', 'copy', 'share', 'ignore', 'explain']);

/** Returns a permission that is granted or revoked and that PostgreSQL lacks. */
function missingPermission(tokens: readonly Token[]): string | undefined {
  const on = tokens.findIndex((_, at) => startsWith(tokens, at, 'on'));
  if (!isPermission(tokens) || on === -1) return undefined;
  if (startsWith(tokens, on - 1, 'usage', 'on', 'database')) return 'USAGE ON DATABASE';
  const found = tokens
    .slice(1, on)
    .find(({ kind, text }) => kind === 'word' && PERMISSIONS.has(text));
  return found?.text.toUpperCase();
}

/** Detects `GRANT CREATE TABLE TO ROLE r`, which names neither an object nor a granted role. */
function isSystemPermission(tokens: readonly Token[]): boolean {
  return (
    isPermission(tokens) &&
    !startsWith(tokens, 1, 'role') &&
    !tokens.some(({ kind, text }) => kind === 'word' && text === 'on')
  );
}

function isScopedPermission(tokens: readonly Token[]): boolean {
  return (
    isPermission(tokens) &&
    ['schemas', 'tables', 'functions', 'procedures', 'languages', 'copy', 'jobs'].some((scope) =>
      tokens.some((_, at) => at > 1 && startsWith(tokens, at, 'for', scope)),
    )
  );
}

/** Rejects unsupported syntax whose words are not adjacent. */
function rejectShapes(tokens: readonly Token[]): void {
  const permission = missingPermission(tokens);
  if (permission !== undefined) throw unsupported(`GRANT and REVOKE of ${permission}`);
  const isPartition =
    startsWith(tokens, 0, 'alter', 'table') &&
    tokens.some(
      (_, at) =>
        ['add', 'drop', 'if', 'exists'].includes(tokens[at - 1]?.text ?? '') &&
        startsWith(tokens, at, 'partition', '('),
    );
  if (isPartition) throw unsupported('ALTER TABLE … PARTITION of external tables');
  if (
    startsWith(tokens, 0, 'alter', 'default', 'privileges') &&
    tokens.some((_, at) => startsWith(tokens, at, 'on', 'procedures'))
  ) {
    throw unsupported('ALTER DEFAULT PRIVILEGES … ON PROCEDURES');
  }
  if (isScopedPermission(tokens)) throw unsupported('scoped permissions');
  if (isSystemPermission(tokens)) throw unsupported('system permissions');
  const isOwned =
    startsWith(tokens, 0, 'alter', 'role') &&
    startsWith(tokens, startsWith(tokens, 3, 'with') ? 4 : 3, 'owner');
  if (isOwned) throw unsupported('ALTER ROLE … OWNER TO');
  const isAtomic = !tokens.some((_, at) => startsWith(tokens, at, 'nonatomic'));
  if (!isAtomic) throw unsupported('NONATOMIC procedures');
}

const wordsOf = (feature: string): readonly string[] => feature.toLowerCase().split(' ');

function rejectFeatures(tokens: readonly Token[]): void {
  const statement = STATEMENTS.find((feature) => startsWith(tokens, 0, ...wordsOf(feature)));
  if (statement !== undefined) throw unsupported(statement);
  rejectShapes(tokens);
  const language = tokens.findIndex((_, at) => startsWith(tokens, at, 'language', 'plpythonu'));
  if (language !== -1) throw unsupported('LANGUAGE plpythonu');
  for (const [at] of tokens.entries()) {
    const feature = WITHIN.find((words) => startsWith(tokens, at, ...wordsOf(words)));
    if (feature !== undefined) throw unsupported(feature.replace(/ [(:]$/, ''));
    rejectOwnWords(tokens, at);
  }
}

/** @throws SqlStatementError that names syntax that cannot be translated */
export function rejectUnsupported(tokens: readonly Token[]): void {
  const isPrepared = startsWith(tokens, 0, 'explain');
  const statement = isPrepared ? tokens.slice(1) : tokens;
  rejectOtherQueries(statement);
  rejectFeatures(statement);
  rejectUser(statement);
}
