import { parseSync } from 'libpg-query';
import { quoteLiteral } from '../quote.ts';
import { applyEdits, type Edit, scanSql } from '../sql/scan-sql.ts';
import { listElements } from '../sql/table-definition.ts';
import { namesOf, nodeOf } from '../sql/walk-tree.ts';
import type { Postgres } from './postgres.ts';

/** Returns `i`, `o` or `b` for each argument of a procedure; undefined if all are IN. */
async function modesOf(
  postgres: Postgres,
  name: string,
  argumentCount: number,
): Promise<readonly string[] | undefined> {
  const { rows } = await postgres.query(
    `SELECT array_to_string(proargmodes, '') FROM pg_proc
     WHERE proname = ${quoteLiteral(name)} AND prokind = 'p' AND 'o' = ANY (proargmodes)
       AND (SELECT count(*) FROM unnest(proargmodes) mode WHERE mode <> 'o') = ${argumentCount}`,
  );
  return rows.length === 1 ? [...(rows[0]?.[0] ?? '')] : undefined;
}

/**
 * Adds a NULL to `CALL p(1)` for each OUT argument: Redshift omits them, and PostgreSQL requires
 * them.
 * @param sql one translated statement; other statements than CALL are returned unchanged
 */
export async function expandCall(postgres: Postgres, sql: string): Promise<string> {
  if (!/^\s*call\b/i.test(sql)) return sql;
  const call = nodeOf(nodeOf(parseSync(sql).stmts?.[0]?.stmt)?.['CallStmt']);
  if (call === undefined) return sql;
  const source = scanSql(sql);
  const open = source.tokens.findIndex(({ text }) => text === '(');
  const given = listElements(source.tokens, open);
  const name = namesOf(nodeOf(call['funccall'])?.['funcname']).at(-1) ?? '';
  const modes = await modesOf(postgres, name, given.length);
  if (modes === undefined) return sql;
  const texts = given.map(({ from, to }) =>
    sql.slice(source.tokens[from]?.start, source.tokens[to - 1]?.end),
  );
  const all = modes.map((mode) => (mode === 'o' ? 'NULL' : (texts.shift() ?? 'NULL')));
  const edit: Edit = {
    start: source.tokens[open]?.start ?? 0,
    end: source.tokens.at(-1)?.end ?? 0,
    text: `(${all.join(', ')})`,
  };
  return applyEdits(source, [edit]);
}
