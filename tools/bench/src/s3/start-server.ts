import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const requireFromHere = createRequire(import.meta.url);

/** The key pair that s3rver accepts; moto accepts any. */
export const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
/** The versions of the peers. Both are installed in a temporary folder. */
const S3RVER = 's3rver@3.7.1';
const MOTO = 'moto[server,s3]==5.2.5';
/** Linux counts processor time in hundredths of a second (USER_HZ). */
const TICKS_PER_SECOND = 100;
const START_MS = 30_000;

/** A server of the S3 API in a separate process. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** Returns the processor time that the process has used, in seconds. */
  readonly cpuSeconds: () => number;
}

/** Starts a server that stores its objects in `folder`. */
export type StartServer = (folder: string) => Promise<S3Server>;

/** local-s3 as its command starts it. */
export const serveLocalS3: StartServer = (folder) => {
  const packageJson = requireFromHere.resolve('@miniatura/local-s3/package.json');
  const script = join(packageJson, '../src/bin/local-s3.ts');
  return start(process.execPath, (port) => [script, '--directory', folder, '--port', port]);
};

/** Installs s3rver below `folder`. */
export async function installS3rver(folder: string): Promise<StartServer> {
  await execute('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, S3RVER]);
  const script = join(folder, 'node_modules/s3rver/bin/s3rver.js');
  return (data) => {
    const options = (port: string) => ['--silent', '--directory', data, '--port', port];
    return start(process.execPath, (port) => [script, ...options(port)]);
  };
}

/** Installs moto, which keeps objects in memory, below `folder`. */
export async function installMoto(folder: string): Promise<StartServer> {
  await execute('python3', ['-m', 'venv', folder]);
  await execute(join(folder, 'bin/pip'), ['install', '--quiet', MOTO]);
  return () => start(join(folder, 'bin/moto_server'), (port) => ['-H', '127.0.0.1', '-p', port]);
}

async function start(
  command: string,
  argumentsOf: (port: string) => readonly string[],
): Promise<S3Server> {
  const port = await findFreePort();
  const server = spawn(command, argumentsOf(String(port)), {
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    stdio: 'ignore',
  });
  const exited = once(server, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  await waitForAnswer(endpoint);
  return {
    endpoint,
    cpuSeconds: () => readCpuSeconds(server.pid ?? NaN),
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await exited;
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitForAnswer(endpoint: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await (await fetch(endpoint)).arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html utime and stime */
function readCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
