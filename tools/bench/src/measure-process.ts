import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const MAX_OUTPUT_BYTES = 16_000_000;

/** What a command has used from its start to its end, in milliseconds. */
export interface CommandTime {
  readonly wallMs: number;
  /** Processor time of all its threads and of the processes that it has waited for. */
  readonly cpuMs: number;
}

/** Runs a Node script in a separate process and parses the JSON that it prints. */
export async function runScript<T>(
  script: string,
  request: object,
  env: NodeJS.ProcessEnv = process.env,
): Promise<T> {
  const { stdout } = await execute(process.execPath, [script, JSON.stringify(request)], {
    maxBuffer: MAX_OUTPUT_BYTES,
    env,
  });
  return JSON.parse(stdout) as T;
}

/** Returns the processor time of this process since its start, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * Runs a command and measures it, including its start, with bash's `time`.
 * @throws Error with the command's output if it fails
 */
export async function measureCommand(
  command: string,
  args: readonly string[],
): Promise<CommandTime> {
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" >/dev/null 2>&3; } 3>&1';
  const { stderr } = await execute('bash', ['-c', script, 'bash', command, ...args], {
    env: { ...process.env, LC_ALL: 'C', OMP_NUM_THREADS: '1' },
    maxBuffer: MAX_OUTPUT_BYTES,
  }).catch((cause: Error & { readonly stdout: string }) => {
    throw new Error(`${command} failed: ${cause.stdout}`, { cause });
  });
  const [real = NaN, user = NaN, system = NaN] = stderr.trim().split(' ').map(Number);
  return { wallMs: real * 1_000, cpuMs: (user + system) * 1_000 };
}
