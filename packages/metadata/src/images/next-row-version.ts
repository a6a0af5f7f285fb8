/**
 * Returns the version of a row's next state: the millisecond, or the previous version plus one if
 * that is greater. Therefore no version is used twice, even after a purge or after the database was
 * restored to a point in time, and a later change is newer than all versions in a warehouse.
 *
 * @param previous the row's version; omitted for a new row
 */
export function nextRowVersion(previous = 0): number {
  return Math.max(Date.now(), previous + 1);
}
