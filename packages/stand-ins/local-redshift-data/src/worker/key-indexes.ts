import { createHash } from 'node:crypto';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import type { Postgres } from './postgres.ts';

/** An index stores up to 2,704 bytes per row, some of which are the row's location. */
const MAX_KEY_BYTE_COUNT = 2_500;

/** Returns the maximum size of each column in bytes; columns without a bound are left out. */
async function columnSizes(
  postgres: Postgres,
  table: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await postgres.query(
    `SELECT a.attname, CASE WHEN t.typlen > 0 THEN t.typlen
       WHEN t.typname = 'numeric' THEN 32 ELSE a.atttypmod END
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = to_regclass(${quoteLiteral(table)}) AND a.attnum > 0
       AND (t.typlen > 0 OR a.atttypmod > 4 OR t.typname = 'numeric')`,
  );
  return new Map(rows.map(([name, byteCount]) => [name ?? '', Number(byteCount)]));
}

/**
 * Names an index. The same table and key get the same name, so that an existing table keeps its
 * index.
 */
function indexName(table: string, key: readonly string[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([table, key]))
    .digest('hex');
  return `redshift_key_${hash.slice(0, 16)}`;
}

/** Creates indexes on the keys of a new table, by which Redshift sorts or distributes rows. */
export async function indexKeys(
  postgres: Postgres,
  table: string,
  keys: readonly (readonly string[])[],
): Promise<void> {
  const sizes = await columnSizes(postgres, table);
  const sizeOf = (key: readonly string[]): number =>
    key.reduce((sum, name) => sum + (sizes.get(name) ?? Infinity), 0);
  for (const key of keys.filter((names) => sizeOf(names) <= MAX_KEY_BYTE_COUNT)) {
    await postgres.query(
      `CREATE INDEX IF NOT EXISTS ${indexName(table, key)} ON ${table} (${key.map(quoteIdentifier).join(', ')})`,
    );
  }
}
