import { execFileSync } from 'node:child_process';

/** Whether psql is installed; prints that its tests are skipped where it is not. */
export function hasPsql(): boolean {
  try {
    execFileSync('psql', ['--version']);
    return true;
  } catch {
    console.log('skipped: psql is not installed');
    return false;
  }
}
