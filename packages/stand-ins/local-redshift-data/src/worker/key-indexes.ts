import { createHash } from 'node:crypto';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import type { Postgres } from './postgres.ts';

/** An index holds up to 2,704 bytes a row, of which some tell where it is. */
const MAX_KEY_BYTE_COUNT = 2_500;

/** How many bytes each column of the table takes at most; those without a bound are left out. */
const columnSizes = async (
  postgres: Postgres,
  table: string,
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await postgres.query(
    `SELECT a.attname, CASE WHEN t.typlen > 0 THEN t.typlen
       WHEN t.typname = 'numeric' THEN 32 ELSE a.atttypmod END
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = to_regclass(${quoteLiteral(table)}) AND a.attnum > 0
       AND (t.typlen > 0 OR a.atttypmod > 4 OR t.typname = 'numeric')`,
  );
  return new Map(rows.map(([name, byteCount]) => [name ?? '', Number(byteCount)]));
};

/** The same table and key have the same index: a table that is there already has it. */
const indexName = (table: string, key: readonly string[]): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([table, key]))
    .digest('hex');
  return `redshift_key_${hash.slice(0, 16)}`;
};

/** Lets rows be found by the keys of a new table, which Redshift keeps sorted or apart by them. */
export const indexKeys = async (
  postgres: Postgres,
  table: string,
  keys: readonly (readonly string[])[],
): Promise<void> => {
  const sizes = await columnSizes(postgres, table);
  const sizeOf = (key: readonly string[]): number =>
    key.reduce((sum, name) => sum + (sizes.get(name) ?? Infinity), 0);
  for (const key of keys.filter((names) => sizeOf(names) <= MAX_KEY_BYTE_COUNT)) {
    await postgres.query(
      `CREATE INDEX IF NOT EXISTS ${indexName(table, key)} ON ${table} (${key.map(quoteIdentifier).join(', ')})`,
    );
  }
};
