import { type Kysely, sql } from 'kysely';

/**
 * The collation with which texts are equal only if their bytes are. `utf8mb4_bin` is not
 * sufficient: both servers pad with spaces before they compare, so that `a` and `a ` are one key.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/charset-binary-collations.html
 * @see https://mariadb.com/kb/en/supported-character-sets-and-collations/
 */
export async function exactCollation(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db);
  return rows[0]?.version.includes('MariaDB') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
