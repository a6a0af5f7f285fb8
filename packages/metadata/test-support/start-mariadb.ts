import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';

const run = promisify(execFile);

/** A MariaDB of a test's own: on a private socket, in a temporary folder, gone after `stop`. */
export interface TestMariadb {
  /** The URL of a database on it, which `openMetadata` makes when it is missing. */
  databaseUrl(database: string): string;
  readonly socketPath: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Whether `mariadbd` is on the PATH. */
export async function hasMariadb(): Promise<boolean> {
  return run('mariadbd', ['--version']).then(
    () => true,
    () => false,
  );
}

/** How much of its data it keeps in memory. */
export interface TestMariadbOptions {
  readonly bufferPoolMegabytes?: number;
}

/** Starts a MariaDB server; it takes a few seconds, so share one between the tests of a project. */
export async function startMariadb({
  bufferPoolMegabytes = 64,
}: TestMariadbOptions = {}): Promise<TestMariadb> {
  // A socket's path may have 107 bytes at most, so the folder's name is short.
  const folder = await mkdtemp(join(tmpdir(), 'mdb-'));
  const socketPath = join(folder, 's');
  const dataFolder = join(folder, 'data');
  const user = userInfo().username;
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${dataFolder}`,
    `--user=${user}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const options = serverOptions({ folder, dataFolder, socketPath, user });
  const bufferPool = `--innodb-buffer-pool-size=${bufferPoolMegabytes}M`;
  const server = spawn('mariadbd', [...options, bufferPool], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
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

function serverOptions(of: Record<'folder' | 'dataFolder' | 'socketPath' | 'user', string>) {
  return [
    '--no-defaults',
    `--datadir=${of.dataFolder}`,
    `--socket=${of.socketPath}`,
    `--pid-file=${join(of.folder, 'pid')}`,
    `--user=${of.user}`,
    '--skip-networking',
    // The data is thrown away: nothing is gained by syncing it to the disk.
    '--innodb-flush-log-at-trx-commit=0',
  ];
}

async function untilItAnswers(server: ChildProcess, socketPath: string): Promise<void> {
  let log = '';
  server.stderr?.on('data', (text) => (log += text));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(socketPath))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`Expected mariadbd to answer on ${socketPath} but received:\n${log}`);
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
