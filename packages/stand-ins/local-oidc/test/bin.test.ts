import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from './running-oidc.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-oidc.ts', import.meta.url));

const start = (args: readonly string[]) => {
  const child = spawn(process.execPath, [BIN, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

test('the command prints its address and ends on SIGTERM', async () => {
  const child = start(['--port', '0', '--directory', await temporaryDirectory()]);
  const [issuer] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  expect(await discovery.json()).toMatchObject({ issuer });
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test.each([
  [['--help'], 0, 'Usage: local-oidc'],
  [['--port', '99999'], 1, "Expected 0 to 65535 but received '99999'."],
  [['--redirect-uri', 'page'], 1, "Expected an http address but received 'page'."],
])('the command with %o ends with %i', async (args, exitCode, text) => {
  const child = start(args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  expect(await once(child, 'close')).toEqual([exitCode, null]);
  expect(output).toContain(text);
});
