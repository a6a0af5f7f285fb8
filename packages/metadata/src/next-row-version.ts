/**
 * The version of a row's next state: the millisecond, or one more than the version before where that
 * is not less. A version is so never given twice: neither after a purge, nor after the database was
 * restored to a point in time. A warehouse takes a later change for newer than all that it remembers.
 *
 * @param previous the row's version; none for a new row
 */
export function nextRowVersion(previous = 0): number {
  return Math.max(Date.now(), previous + 1);
}
