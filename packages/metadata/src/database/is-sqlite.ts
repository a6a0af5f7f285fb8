import type { Kysely } from 'kysely';
import type { MetadataTables } from './tables.ts';

/** SQLite's dialect is the one with RETURNING. */
export function isSqlite(db: Kysely<MetadataTables>): boolean {
  return db.getExecutor().adapter.supportsReturning === true;
}
