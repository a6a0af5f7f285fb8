import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** Runs a command's file in a process until it exits. `output` is what it prints anywhere. */
export async function runToEnd(
  file: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const child = spawn(process.execPath, [file, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, output };
}

export interface StartOptions {
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[];
}

export interface StartedCommand {
  readonly child: ChildProcess;
  /** The first printed line that is an address. */
  readonly endpoint: string;
  /** The lines printed so far. */
  readonly lines: readonly string[];
}

/**
 * Starts a stand-in's command on a free port in a process, and waits until it prints its endpoint.
 * The process is killed when the test ends.
 */
export async function startInChild(
  file: string,
  args: readonly string[],
  { env = {}, nodeArgs = [] }: StartOptions = {},
): Promise<StartedCommand> {
  const child = spawn(process.execPath, [...nodeArgs, file, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const endpoint = () => lines.find((line) => line.startsWith('http'));
  while (endpoint() === undefined) await once(reader, 'line');
  return { child, endpoint: endpoint() ?? '', lines };
}

/** Sends a signal and waits until the process has exited and its output has ended. Returns its exit code and its signal. */
export async function endWith(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<readonly [number | null, NodeJS.Signals | null]> {
  const closed = once(child, 'close');
  child.kill(signal);
  return (await closed) as [number | null, NodeJS.Signals | null];
}
