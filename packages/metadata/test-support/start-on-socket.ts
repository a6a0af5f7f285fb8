import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { keepFolder } from './keep-folder.ts';

const run = promisify(execFile);

/** A database server for tests: on a private socket, in a temporary folder, deleted by `stop`. */
export interface TestServer {
  /** The URL of a database on it, which `openMetadata` creates when it is missing. */
  databaseUrl(database: string): string;
  readonly socketPath: string;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** The size of the server's memory for data. */
  readonly bufferPoolMegabytes?: number;
  /** Further options of the server, such as `--autocommit=0`. */
  readonly settings?: readonly string[];
}

/** How a kind of server is installed and started, without its folders and user. */
export interface ServerCommands {
  readonly install: readonly [command: string, ...args: string[]];
  readonly serve: readonly [command: string, ...args: string[]];
}

const START_TIMEOUT_MS = 180_000;

/** The common options of MySQL and MariaDB. */
const SERVER_OPTIONS = [
  '--skip-networking',
  // The data is temporary, so that it need not be synced to the disk.
  '--innodb-flush-log-at-trx-commit=0',
];

/** Creates a data folder, and starts a server on it whose `root` has no password. */
export async function startOnSocket(
  { install, serve }: ServerCommands,
  { bufferPoolMegabytes = 64, settings = [] }: TestServerOptions = {},
): Promise<TestServer> {
  // The path of a socket has at most 107 bytes, so that the folder's name must be short.
  const folder = await mkdtemp(join(tmpdir(), 'sql-'));
  const socketPath = join(folder, 's');
  const data = join(folder, 'data');
  cpSync(await installedData({ install, serve }), data, { recursive: true });
  const [command, ...args] = serve;
  const own = [`--socket=${socketPath}`, `--pid-file=${join(folder, 'pid')}`];
  const size = `--innodb-buffer-pool-size=${bufferPoolMegabytes}M`;
  const server = spawn(
    command,
    ['--no-defaults', ...placeOf(data), ...own, ...SERVER_OPTIONS, size, ...args, ...settings],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const endWithParent = () => server.kill('SIGKILL');
  process.once('exit', endWithParent);
  await untilItAnswers(server, socketPath);
  return {
    databaseUrl: (database) =>
      `mysql://root@localhost/${database}?socketPath=${encodeURIComponent(socketPath)}`,
    socketPath,
    async stop() {
      process.off('exit', endWithParent);
      await ended(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns the data folder of a new server, whose creation takes seconds. */
async function installedData({ install, serve }: ServerCommands): Promise<string> {
  const [installer, ...args] = install;
  const { stdout: version } = await run(serve[0], ['--version']);
  const dataIn = (folder: string) => join(folder, 'data');
  const folder = await keepFolder({
    name: `${basename(serve[0])}-data`,
    inputs: [version, userInfo().username, ...install],
    async fill(unfinished) {
      await run(installer, ['--no-defaults', ...placeOf(dataIn(unfinished)), ...args]);
    },
  });
  return dataIn(folder);
}

const placeOf = (data: string) => [`--datadir=${data}`, `--user=${userInfo().username}`];

async function untilItAnswers(server: ChildProcess, socketPath: string): Promise<void> {
  let log = '';
  server.stderr?.on('data', (text) => (log += text));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(socketPath))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(
        `Expected ${server.spawnfile} to answer on ${socketPath} but received:\n${log}`,
      );
    }
    await delay(50);
  }
}

async function answers(socketPath: string): Promise<boolean> {
  try {
    const connection = await createConnection({ socketPath, user: 'root' });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await exit;
}
