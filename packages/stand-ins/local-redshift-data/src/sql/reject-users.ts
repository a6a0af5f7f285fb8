import { SqlStatementError, unsupported } from '../statement-errors.ts';
import { startsWith, stringValue, type Token } from './scan-sql.ts';
import { near, syntaxError } from './syntax-error.ts';
import type { TreeNode } from './walk-tree.ts';

/** Privileges of PostgreSQL that Redshift lacks. */
const PRIVILEGES = new Set(['alter system', 'connect', 'maintain', 'set', 'trigger']);

/** Rejects the privileges of a GRANT or REVOKE. */
export function rejectGrant({ privileges }: TreeNode): string | undefined {
  const names = ((privileges ?? []) as { AccessPriv: TreeNode }[]).map(({ AccessPriv }) =>
    String(AccessPriv['priv_name']),
  );
  const found = names.find((name) => PRIVILEGES.has(name));
  return found === undefined ? undefined : near(found.toUpperCase());
}

/** Options of users and groups, by the parser's names. */
const OPTIONS = new Set(
  'addroleto connectionlimit createdb password rolemembers superuser validUntil'.split(' '),
);

/** Rejects options of users that PostgreSQL has and Redshift has not, such as BYPASSRLS. */
export function rejectUserOptions({ options }: TreeNode): string | undefined {
  const names = ((options ?? []) as { DefElem: TreeNode }[]).map(({ DefElem }) =>
    String(DefElem['defname']),
  );
  const found = names.find((name) => !OPTIONS.has(name));
  return found === undefined ? undefined : `option "${found}" not recognized`;
}

/** What may follow the name of a role. */
const AFTER_ROLE = {
  create: ['', 'externalid'],
  alter: ['externalid', 'owner', 'rename', 'with'],
} as const;

const HASH = /^(md5[\da-f]{32}$|sha256\|)/i;
const PASSWORD = /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[!-~]{8,64}$/;

/** @throws SqlStatementError for a password that Redshift does not accept */
function rejectPassword(tokens: readonly Token[]): void {
  const at = tokens.findIndex((_, place) => startsWith(tokens, place, 'password'));
  const literal = tokens[at + 1];
  if (at === -1 || literal?.kind !== 'string') return;
  const password = stringValue(literal);
  if (HASH.test(password) || (PASSWORD.test(password) && !/['"\\/]/.test(password))) return;
  throw new SqlStatementError(
    'Password must have 8 to 64 characters, with an upper-case letter, a lower-case letter and a digit, and without blanks and the characters \' " \\ /',
  );
}

/**
 * Checks the definition of a user or a role.
 * @throws SqlStatementError for a user without a password, and for options of a role
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
 */
export function rejectUser(tokens: readonly Token[]): void {
  const isUser = startsWith(tokens, 0, 'create', 'user');
  if (startsWith(tokens, 3, ':')) throw unsupported('users and roles of an identity provider');
  if (isUser && !tokens.some((_, at) => at > 2 && startsWith(tokens, at, 'password'))) {
    throw syntaxError(undefined);
  }
  if (isUser || startsWith(tokens, 0, 'alter', 'user')) rejectPassword(tokens);
  for (const verb of ['create', 'alter'] as const) {
    if (!startsWith(tokens, 0, verb, 'role')) continue;
    const next = tokens[3];
    if (!AFTER_ROLE[verb].some((word) => word === (next?.text ?? ''))) throw syntaxError(next);
  }
}
