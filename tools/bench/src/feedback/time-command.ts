import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256_000_000;

/** What a command takes: on the clock, and of all processors, its children's included. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/**
 * Runs a command for bash, whose own `time` tells what it took.
 * @throws Error with the command's output, when it fails
 */
export async function timeCommand(command: string, folder: string): Promise<Cost> {
  // The command's own output goes to standard error, the times alone to standard output.
  const script = 'TIMEFORMAT="%R %U %S"; { time bash -c "$1" >&4 2>&4; } 4>&2 2>&1';
  const { stdout } = await run('bash', ['-c', script, 'bash', command], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', NX_DAEMON: 'false' },
    maxBuffer: MAX_OUTPUT_BYTES,
  }).catch((cause: Error & { readonly stderr: string }) => {
    throw new Error(`Expected ${command} to succeed but received:\n${cause.stderr}`, { cause });
  });
  const [wallSeconds = NaN, user = NaN, system = NaN] = stdout.trim().split(' ').map(Number);
  return { wallSeconds, cpuSeconds: user + system };
}
