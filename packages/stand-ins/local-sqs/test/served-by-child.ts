import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../src/bin/local-sqs.ts', import.meta.url));

/** Runs the command and waits until it exits. */
export const runBin = async (args: readonly string[]) => {
  const child = spawn(process.execPath, [BIN, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, output };
};

/** Starts the command on a free port and waits for the endpoint that it prints. */
export const startBin = async (
  args: readonly string[],
): Promise<{ child: ChildProcess; lines: string[] }> => {
  const child = spawn(process.execPath, [BIN, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  return { child, lines };
};

/** Kills the child with SIGKILL and waits until it has exited. */
export const killHard = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};
