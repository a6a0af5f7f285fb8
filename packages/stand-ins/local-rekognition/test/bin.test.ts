import { fileURLToPath } from 'node:url';
import {
  endWith,
  runToEnd,
  startInChild,
} from '@miniatura/local-service/test-support/run-in-child';
import { expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../src/bin/local-rekognition.ts', import.meta.url));

test('the command prints its endpoint and ends on SIGTERM', { timeout: 120_000 }, async () => {
  const { child, endpoint, lines } = await startInChild(BIN, []);
  expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(endpoint)).status).toBe(400);
  expect(await endWith(child, 'SIGTERM')).toEqual([0, null]);
});

test.each([
  [['--help'], 0, 'Usage: local-rekognition'],
  [['--port', '99999'], 1, "Expected 0 to 65535 but received '99999'."],
])('the command with %o ends with %i', { timeout: 120_000 }, async (args, exitCode, text) => {
  const result = await runToEnd(BIN, args);
  expect(result.exitCode).toBe(exitCode);
  expect(result.output).toContain(text);
});
