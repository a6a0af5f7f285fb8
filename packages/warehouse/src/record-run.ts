import { InvalidArgumentError } from './errors.ts';
import { quote } from './model/definitions.ts';

/**
 * Returns the statement that records, at the start of a run, since when a change is pending.
 * `v_freshness_2` shows its age while runs fail.
 * @param oldestAt ISO 8601; null if nothing is pending
 */
export function recordRunStart(oldestAt: string | null): string {
  return `UPDATE etl.run_state SET oldest_pending_at = ${timestamp(oldestAt)}`;
}

/**
 * Returns the statements that record a successful run.
 * @param oldestAt time of a change that is left for the next run, ISO 8601; null if nothing is
 *   pending
 */
export function recordRunSuccess(oldestAt: string | null): readonly string[] {
  return [
    'DELETE FROM etl.run_state',
    `INSERT INTO etl.run_state (last_success_at, oldest_pending_at)
 SELECT GETDATE(), ${timestamp(oldestAt)}`,
  ];
}

function timestamp(isoTime: string | null): string {
  if (isoTime === null) return 'CAST(NULL AS TIMESTAMP)';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(isoTime)) {
    throw new InvalidArgumentError('a time', 'ISO 8601 in UTC', isoTime);
  }
  return `CAST(${quote(isoTime.replace('T', ' ').replace('Z', ''))} AS TIMESTAMP)`;
}
