import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { DataDirectory } from './data-directory.ts';

/** Records which process runs the stack, and deletes the endpoints of an earlier one. */
export function claimStack(data: DataDirectory): void {
  rmSync(data.endpoints, { force: true });
  writeFileSync(data.processId, `${process.pid}\n`);
}

/** Removes the record when the process of the stack ends. */
export function releaseStack(data: DataDirectory): void {
  rmSync(data.processId, { force: true });
}

/**
 * Whether the recorded process of a data folder's stack is alive. `unknown`: no process is
 * recorded.
 */
export function stackProcessState(data: DataDirectory): 'alive' | 'dead' | 'unknown' {
  let processId: number;
  try {
    processId = Number(readFileSync(data.processId, 'utf8'));
  } catch {
    return 'unknown';
  }
  return Number.isInteger(processId) && processId > 0 && isAlive(processId) ? 'alive' : 'dead';
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // The process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
