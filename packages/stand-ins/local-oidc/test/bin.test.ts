import { fileURLToPath } from 'node:url';
import {
  endWith,
  runToEnd,
  startInChild,
} from '@miniatura/local-service/test-support/run-in-child';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './running-oidc.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-oidc.ts', import.meta.url));

test('the command prints its address and ends on SIGTERM', async () => {
  const directory = await temporaryDirectory();
  const { child, endpoint, lines } = await startInChild(BIN, ['--directory', directory]);
  expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const discovery = await fetch(`${endpoint}/.well-known/openid-configuration`);
  expect(await discovery.json()).toMatchObject({ issuer: endpoint });
  expect(await endWith(child, 'SIGTERM')).toEqual([0, null]);
});

test.each([
  [['--help'], 0, 'Usage: local-oidc'],
  [['--port', '99999'], 1, "Expected 0 to 65535 but received '99999'."],
  [['--redirect-uri', 'page'], 1, "Expected an http address but received 'page'."],
])('the command with %o ends with %i', async (args, exitCode, text) => {
  const result = await runToEnd(BIN, args);
  expect(result.exitCode).toBe(exitCode);
  expect(result.output).toContain(text);
});
