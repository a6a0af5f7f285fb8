/**
 * The version of a row's next state: the millisecond, or one more than the version before where that
 * is not less. So no version is used twice, neither after a purge nor after the database was restored to
 * a point in time, and a later change is newer than every version in a warehouse.
 *
 * @param previous the row's version; none for a new row
 */
export function nextRowVersion(previous = 0): number {
  return Math.max(Date.now(), previous + 1);
}
