/**
 * A record's time is ISO 8601 in UTC, `2026-11-21T10:00:00.5Z`; a table's is
 * `2026-11-21 10:00:00.500000`. The latter is what MySQL's DATETIME(6) reads and writes, and as text
 * of fixed length it sorts by time in SQLite too. Finer than a microsecond is cut off.
 */
export function toSqlTime(isoTime: string): string {
  const [seconds = '', fraction = ''] = isoTime.replace('T', ' ').replace('Z', '').split('.');
  return `${seconds.length === 16 ? `${seconds}:00` : seconds}.${fraction.slice(0, 6).padEnd(6, '0')}`;
}

/** The inverse of `toSqlTime`, with three digits of the second, or six where they say more. */
export function toIsoTime(sqlTime: string): string {
  return `${sqlTime.replace(' ', 'T').replace(/000$/, '')}Z`;
}
