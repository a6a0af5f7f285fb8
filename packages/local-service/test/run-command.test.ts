import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const PROGRAM = `
import { closeServer, listenOnLoopback, runCommand } from '@miniatura/local-service';
import { createServer } from 'node:http';

await runCommand('probe', async () => {
  const server = createServer();
  await listenOnLoopback(server, 0);
  if (process.argv[1] === 'fail') throw new Error('Expected more.');
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1);
  process.stdin.resume();
  return { close: () => closeServer(server) };
});
`;

const run = (argument: string) =>
  promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', PROGRAM, argument],
    { cwd: ROOT },
  );

test('a fault after something has started ends the command', { timeout: 60_000 }, async () => {
  await expect(run('fail')).rejects.toMatchObject({ code: 1, stderr: 'probe: Expected more.\n' });
});

test('a signal closes the service and ends the command', { timeout: 60_000 }, async () => {
  expect(await run('serve')).toEqual({ stdout: '', stderr: '' });
});
