/**
 * Converts a record's time, ISO 8601 in UTC such as `2026-11-21T10:00:00.5Z`, to that of a table,
 * such as `2026-11-21 10:00:00.500000`. This is the format of MySQL's DATETIME(6). It has a fixed
 * length, so that it also sorts by time in SQLite. Digits beyond microseconds are truncated.
 */
export function toSqlTime(isoTime: string): string {
  const [seconds = '', fraction = ''] = isoTime.replace('T', ' ').replace('Z', '').split('.');
  return `${seconds.length === 16 ? `${seconds}:00` : seconds}.${fraction.slice(0, 6).padEnd(6, '0')}`;
}

/** The inverse of `toSqlTime`, with three digits of the second, or six if needed. */
export function toIsoTime(sqlTime: string): string {
  return `${sqlTime.replace(' ', 'T').replace(/000$/, '')}Z`;
}
