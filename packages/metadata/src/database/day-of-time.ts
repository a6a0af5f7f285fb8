import { type Kysely, sql } from 'kysely';
import { isSqlite } from './is-sqlite.ts';
import type { MetadataTables } from './tables.ts';

/**
 * Returns the SQL of a column's day, `YYYY-MM-DD`, at an offset from UTC. Without an offset it is the
 * text of the stored time, which needs no calculation.
 */
export function dayOfTime(
  db: Kysely<MetadataTables>,
  column: 'uploaded_at' | 'uploaded_from' | 'l.uploaded_at',
  utcOffsetMinutes = 0,
) {
  const time = sql.ref(column);
  if (utcOffsetMinutes === 0) return sql<string>`substr(${time}, 1, 10)`;
  return isSqlite(db)
    ? sql<string>`substr(datetime(${time}, ${`${utcOffsetMinutes} minutes`}), 1, 10)`
    : sql<string>`substr(date_add(${time}, interval ${utcOffsetMinutes} minute), 1, 10)`;
}
