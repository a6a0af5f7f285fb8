import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const BIN = fileURLToPath(new URL('../src/bin/local-rekognition.ts', import.meta.url));

const start = (args: readonly string[]) => {
  const child = spawn(process.execPath, [BIN, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

test('the command prints its endpoint and ends on SIGTERM', { timeout: 20_000 }, async () => {
  const child = start(['--port', '0']);
  const [endpoint] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(endpoint)).status).toBe(400);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test.each([
  [['--help'], 0, 'Usage: local-rekognition'],
  [['--port', '99999'], 1, "Expected 0 to 65535 but received '99999'."],
])('the command with %o ends with %i', { timeout: 20_000 }, async (args, exitCode, text) => {
  const child = start(args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  expect(await once(child, 'close')).toEqual([exitCode, null]);
  expect(output).toContain(text);
});
