import { quoteIdentifier } from '../quote.ts';
import { type Edit, startsWith, type Token } from './scan-sql.ts';

/** A sequence of words, in which `*` matches any token, and its replacement. */
interface Phrase {
  readonly words: readonly string[];
  readonly text: string;
}

const phrase = (words: string, text = ''): Phrase => ({ words: words.split(' '), text });

function matches(tokens: readonly Token[], at: number, { words }: Phrase): boolean {
  return (
    at + words.length <= tokens.length &&
    words.every((word, offset) => word === '*' || startsWith(tokens, at + offset, word))
  );
}

function replaceAll(tokens: readonly Token[], phrases: readonly Phrase[]): Edit[] {
  const edits: Edit[] = [];
  for (let at = 1; at < tokens.length; at += 1) {
    const found = phrases.find((candidate) => matches(tokens, at, candidate));
    if (found === undefined) continue;
    const end = tokens[at + found.words.length - 1]?.end ?? 0;
    edits.push({ start: tokens[at]?.start ?? 0, end, text: found.text });
    at += found.words.length - 1;
  }
  return edits;
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html */
const USER_OPTIONS: readonly Phrase[] = [
  phrase('password disable'),
  phrase('createuser', 'SUPERUSER'),
  phrase('nocreateuser', 'NOSUPERUSER'),
  phrase('connection limit unlimited', 'CONNECTION LIMIT -1'),
  phrase('reset session timeout'),
  phrase('session timeout *'),
  phrase('syslog access *'),
  phrase('externalid to *'),
  phrase('externalid *'),
  phrase('with rename', 'RENAME'),
];

/** Translates options of users and roles that PostgreSQL names differently, or lacks. */
export const userEdits = (tokens: readonly Token[]): Edit[] => replaceAll(tokens, USER_OPTIONS);

/** Removes the quota of `CREATE SCHEMA s QUOTA 50 GB`, because disk space is not limited here. */
export function schemaEdits(tokens: readonly Token[]): Edit[] {
  return replaceAll(tokens, [phrase('quota unlimited'), phrase('quota * *')]);
}

/** Translates `DROP ROLE r FORCE`. */
export function dropEdits(tokens: readonly Token[]): Edit[] {
  return startsWith(tokens, 1, 'role')
    ? replaceAll(tokens, [phrase('force'), phrase('restrict')])
    : [];
}

/** Translates VACUUM: its tables are checked, and its options are ignored. */
export function vacuumEdits(tokens: readonly Token[]): Edit[] {
  return replaceAll(tokens, [
    phrase('sort only'),
    phrase('delete only'),
    phrase('reindex'),
    phrase('recluster'),
    phrase('full'),
    phrase('to * percent'),
    phrase('boost'),
  ]);
}

/** Translates ANALYZE, which covers all columns. */
export function analyzeEdits(tokens: readonly Token[]): Edit[] {
  return replaceAll(tokens, [phrase('predicate columns'), phrase('all columns')]);
}

/** Translates `ON DATABASE name`: any name means the single database. */
export function databaseEdits(tokens: readonly Token[], database: string): Edit[] {
  return replaceAll(tokens, [phrase('on database *', `ON DATABASE ${quoteIdentifier(database)}`)]);
}

/** Translates COMMENT, in which a column may be named with its database. */
export function commentEdits(tokens: readonly Token[], database: string): Edit[] {
  const hasDatabase =
    startsWith(tokens, 2, 'column') && [4, 6, 8].every((at) => startsWith(tokens, at, '.'));
  const [first, last] = [tokens[3], tokens[4]];
  return hasDatabase && first !== undefined && last !== undefined
    ? [{ start: first.start, end: last.end, text: '' }]
    : databaseEdits(tokens, database);
}

/** Translates REFRESH MATERIALIZED VIEW, which refreshes no other view. */
export function refreshEdits(tokens: readonly Token[]): Edit[] {
  return replaceAll(tokens, [phrase('restrict'), phrase('cascade')]);
}
