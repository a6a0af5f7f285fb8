import type { Row } from './worker/protocol.ts';

/**
 * Returns the largest number of digits after the point in a column of DECIMALs. PostgreSQL knows no
 * scale for an expression such as SUM.
 */
export function largestScale(rows: readonly Row[], at: number): number {
  return rows.reduce((most, row) => Math.max(most, row[at]?.split('.')[1]?.length ?? 0), 0);
}
