import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { type Endpoints, readEndpoints, SERVICES } from '../src/stack/endpoints.ts';

const BIN = fileURLToPath(new URL('../src/bin/', import.meta.url));

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts one of the app's commands in a process that can be killed. */
export function spawnCommand(command: string, args: readonly string[]) {
  return spawn(process.execPath, [join(BIN, `${command}.ts`), ...args]);
}

/** Runs one of the app's commands until it exits. */
export async function runCommand(
  command:
    | 'start'
    | 'import'
    | 'images'
    | 'etl'
    | 'query'
    | 'reconcile'
    | 'check-warehouse'
    | 'purge'
    | 'audit'
    | 'token'
    | 'remoderate'
    | 'review'
    | 'failures'
    | 'redrive'
    | 'backfill',
  args: readonly string[],
): Promise<CommandResult> {
  const child = spawnCommand(command, args);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const [exitCode] = await once(child, 'close');
  return { exitCode, ...output };
}

export interface RunningStack {
  readonly process: ChildProcess;
  readonly endpoints: Endpoints;
  readonly output: () => string;
}

/**
 * Starts the stack in a process that can be killed: directly, or under a supervisor as `npm start`
 * does.
 */
export async function startStackProcess(
  dataPath: string,
  port: number,
  {
    command = 'start',
    options = [],
  }: {
    readonly command?: 'start' | 'supervise-start';
    readonly options?: readonly string[];
  } = {},
): Promise<RunningStack> {
  const place = ['--data', dataPath, '--port', String(port)];
  const args = [join(BIN, `${command}.ts`), ...place, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const isUp = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Ctrl-C stops it.')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The stack ended before it was up:\n${output}`)));
  });
  await isUp;
  const endpoints = await readEndpoints(dataDirectory(dataPath).endpoints);
  if (endpoints === undefined) throw new Error('Expected the file of the endpoints');
  return { process: child, endpoints, output: () => output };
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'miniatura-'));
}

/**
 * Finds a free port that is followed by as many free ports as the services need. They stay free
 * while a stack restarts: systems give clients and servers without a port higher ones.
 */
export async function freePorts(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await Promise.all(SERVICES.map((_, offset) => canListen(first + offset)));
    if (isFree.every(Boolean)) return first;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
