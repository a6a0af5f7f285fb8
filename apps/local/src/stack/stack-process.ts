import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { DataDirectory } from './data-directory.ts';

/** Says which process runs the stack, from its first moment on. Endpoints of an earlier one go. */
export function claimStack(data: DataDirectory): void {
  rmSync(data.endpoints, { force: true });
  writeFileSync(data.processId, `${process.pid}\n`);
}

/** The process that runs the stack ends. */
export function releaseStack(data: DataDirectory): void {
  rmSync(data.processId, { force: true });
}

/**
 * Whether the process that says it runs the stack of a data folder is alive. `unknown`: no process
 * says so.
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
    // The process is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
