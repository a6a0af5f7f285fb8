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
  const [, argument] = process.argv;
  if (argument === 'fail') throw new Error('Expected more.');
  if (argument === 'umask') console.log(process.umask().toString(8));
  if (argument === 'error') setTimeout(() => { throw new Error('first\\nsecond\\u001b[2J'); }, 1);
  if (argument === 'rejection') setTimeout(() => void Promise.reject(new Error('no')), 1);
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), argument === 'serve' || argument === 'umask' ? 1 : 30_000);
  process.stdin.resume();
  return { close: () => closeServer(server) };
});
`;

function run(argument: string) {
  return promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', PROGRAM, argument],
    { cwd: ROOT },
  );
}

test(
  'an error after the start of a part ends the command with 1',
  { timeout: 120_000 },
  async () => {
    await expect(run('fail')).rejects.toMatchObject({ code: 1, stderr: 'probe: Expected more.\n' });
  },
);

test('a signal closes the service and ends the command', { timeout: 120_000 }, async () => {
  expect(await run('serve')).toEqual({ stdout: '', stderr: '' });
});

test.each(['error', 'rejection'])('an unhandled %s ends the command with 70', async (argument) => {
  const { code, stderr } = (await run(argument).catch((error: unknown) => error)) as {
    code: number;
    stderr: string;
  };
  expect(code).toBe(70);
  const [first, ...lines] = stderr.trimEnd().split('\n');
  expect(first).toMatch(/^probe: an error was not handled, the process ends: Error: /);
  expect(lines.every((line) => line.startsWith('    '))).toBe(true);
  expect(stderr).not.toContain('\u001b');
});

test('only their owner can read the files of a command', async () => {
  expect(await run('umask')).toEqual({ stdout: '77\n', stderr: '' });
});
