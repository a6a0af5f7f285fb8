import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@miniatura/metadata/test-support/find-free-port';

const DEADLINE_MS = 60_000;
const POLL_MS = 200;

export interface Moto extends AsyncDisposable {
  readonly endpoint: string;
}

/** Returns true if `moto_server` is in the PATH. */
export const isMotoInstalled = (): boolean => spawnSync('moto_server', ['--help']).status === 0;

/**
 * Starts moto on a free port of 127.0.0.1, without data.
 * @throws Error if it does not respond
 * @see https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export async function startMoto(): Promise<Moto> {
  const port = await findFreePort();
  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    // The functions' code is not in any bucket of moto.
    env: { ...process.env, VALIDATE_LAMBDA_S3: 'false' },
  });
  const ended = once(server, 'exit');
  const moto = {
    endpoint: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
  for (const deadline = Date.now() + DEADLINE_MS; ; await sleep(POLL_MS)) {
    if (await fetch(`${moto.endpoint}/moto-api/data.json`).then(isOk, () => false)) return moto;
    if (server.exitCode !== null || Date.now() > deadline) {
      await moto[Symbol.asyncDispose]();
      throw new Error(`Expected moto_server to answer at ${moto.endpoint} but it did not`);
    }
  }
}

const isOk = ({ ok }: Response): boolean => ok;
