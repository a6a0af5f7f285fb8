import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory, type Endpoints } from '@miniatura/local';

const BIN = join(
  dirname(fileURLToPath(import.meta.resolve('@miniatura/local/package.json'))),
  'src/bin',
);
/** Module to import before a program that is to be measured. */
export const REPORT_MEMORY = new URL('report-memory.ts', import.meta.url).href;
const IS_UP = 'Ctrl-C stops it.';

/**
 * Files that are opened once and kept open: /dev/null by libraries, and one temporary file by
 * SQLite.
 */
const KEPT_ONCE = /^\/dev\/null$|\/etilqs_/;

/** The resources of a process after a garbage collection. */
export interface Footprint {
  readonly rssByteCount: number;
  readonly heapByteCount: number;
  /** Memory in bytes outside V8's heap that belongs to JavaScript objects. */
  readonly externalByteCount: number;
  /** Undefined if the system does not report open files. */
  readonly open: OpenCounts | undefined;
}

export interface OpenCounts {
  readonly sockets: number;
  /** Number of table files that the warehouse's engine keeps open after reading them. */
  readonly tables: number;
  /** Number of all other files. */
  readonly files: number;
}

export interface StackProcess extends AsyncDisposable {
  readonly endpoints: Endpoints;
  readonly pid: number;
  isRunning(): boolean;
  measure(): Promise<Footprint>;
}

export interface StackProcessOptions {
  /** Folder of the stack's data, and its log. */
  readonly directory: string;
  /** URL of the database; by default SQLite's file in the folder. */
  readonly databaseUrl: string;
}

/** Starts the stack as `npm start` does, with garbage collection on request. */
export async function startStackProcess(options: StackProcessOptions): Promise<StackProcess> {
  const { directory, databaseUrl } = options;
  const start = [join(BIN, 'start.ts'), '--data', directory, '--port', '0'];
  const child = spawn(process.execPath, ['--expose-gc', '--import', REPORT_MEMORY, ...start], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  await isUp(child, `${directory}.log`);
  const endpoints = await readFile(dataDirectory(directory).endpoints, 'utf8');
  return {
    endpoints: JSON.parse(endpoints) as Endpoints,
    pid: child.pid ?? 0,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    measure: () => measure(child, dataDirectory(directory).redshift),
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithParent);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Runs a command of `npm run` on the stack, and parses its JSON output. */
export function askStack(options: StackProcessOptions, command: string, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(BIN, `${command}.ts`), '--data', options.directory, '--json', ...args],
    {
      env: { ...process.env, DATABASE_URL: options.databaseUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return textOf(child).then((text) => JSON.parse(text) as unknown);
}

async function textOf(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return String(Buffer.concat(chunks));
}

async function isUp(child: ChildProcess, logPath: string): Promise<void> {
  const log = createWriteStream(logPath);
  let greeting = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log.write(chunk);
      if (greeting.includes(IS_UP)) return;
      greeting += chunk;
      if (greeting.includes(IS_UP)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      log.end();
      reject(new Error(`Expected the stack to start but received:\n${greeting}`));
    });
  });
}

/** Measures a process whose program was started with `REPORT_MEMORY`. */
export async function measure(child: ChildProcess, warehousePath: string): Promise<Footprint> {
  const memory = await memoryOf(child);
  return {
    rssByteCount: memory.rss,
    heapByteCount: memory.heapUsed,
    externalByteCount: memory.external,
    open: await openIn(child.pid ?? 0, warehousePath),
  };
}

async function memoryOf(child: ChildProcess): Promise<NodeJS.MemoryUsage> {
  const messages = on(child, 'message');
  child.send('measure');
  for await (const [message] of messages) {
    // The stack sends another message when it is ready.
    if ('rss' in message) return message as NodeJS.MemoryUsage;
  }
  throw new Error('Expected the memory of the stack but it has ended');
}

async function openIn(pid: number, warehousePath: string): Promise<OpenCounts | undefined> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  // A descriptor may be closed meanwhile.
  const targets = await Promise.all(
    names.map((name) => readlink(join(folder, name)).catch(() => undefined)),
  );
  const kinds = targets.flatMap((target) =>
    target === undefined || KEPT_ONCE.test(target) ? [] : kindOf(target, warehousePath),
  );
  const countOf = (kind: keyof OpenCounts) => kinds.filter((each) => each === kind).length;
  return { sockets: countOf('sockets'), tables: countOf('tables'), files: countOf('files') };
}

function kindOf(target: string, warehousePath: string): keyof OpenCounts {
  if (target.startsWith('socket:')) return 'sockets';
  return target.startsWith(join(warehousePath, 'database')) ? 'tables' : 'files';
}
