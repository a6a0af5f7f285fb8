import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256_000_000;

/** Elapsed time of a command, and processor time including that of its children. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/**
 * Runs a bash command and measures it with bash's `time`.
 * @throws Error with the command's output if it fails
 */
export async function timeCommand(command: string, folder: string): Promise<Cost> {
  // The command's output goes to standard error, and the times to standard output.
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
