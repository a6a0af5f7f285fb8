import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';

export interface ShellOptions {
  readonly folder: string;
  /** Variables in addition to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ShellResult {
  readonly exitCode: number | null;
  /** Standard output and standard error, as in a terminal. */
  readonly output: string;
}

export interface BackgroundCommand {
  readonly output: () => string;
  /** Resolves when the output matches. @throws Error if the command ends before */
  waitFor(pattern: RegExp): Promise<void>;
  /** Ends the command and its children as Ctrl-C does. */
  interrupt(): Promise<void>;
}

/** Runs a line in a shell. */
export async function runLine(line: string, options: ShellOptions): Promise<ShellResult> {
  const child = start(line, options);
  const output = collect(child);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output: output() };
}

/** Starts a line that keeps running. */
export function startLine(line: string, options: ShellOptions): BackgroundCommand {
  const child = start(line, options);
  const output = collect(child);
  const closed = once(child, 'close');
  const interrupt = async () => {
    if (child.exitCode === null && child.signalCode === null)
      process.kill(-(child.pid ?? 0), 'SIGINT');
    await closed;
  };
  return { output, interrupt, waitFor: (pattern) => outputMatches(child, output, pattern) };
}

function start(line: string, { folder, env }: ShellOptions): ChildProcess {
  return spawn('bash', ['-c', line], {
    cwd: folder,
    env: { ...newUsersEnvironment(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group lets Ctrl-C reach all processes, as in a terminal.
    detached: true,
  });
}

/** Removes this workspace's variables from the environment, which a new user does not have. */
export function newUsersEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const kept = Object.entries(env).filter(
    ([name]) => !/^(npm_|NX_|FORCE_COLOR$|INIT_CWD$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: folders.filter((folder) => !folder.includes('node_modules')).join(delimiter),
  };
}

function collect(child: ChildProcess): () => string {
  let output = '';
  const add = (chunk: Buffer) => (output += String(chunk));
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => output;
}

function outputMatches(child: ChildProcess, output: () => string, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (pattern.test(output())) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () =>
      reject(new Error(`Expected ${String(pattern)} but the command ended:\n${output()}`)),
    );
    look();
  });
}
