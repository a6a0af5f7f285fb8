import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { logFault } from '../src/fault-log.ts';
import { BUCKET, failureOf, startFixture } from './s3-fixture.ts';

function captureLog() {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  return () => log.mock.calls.flat().join('\n');
}

test('no text of a client can forge a line of the log, or steer a terminal', () => {
  const logged = captureLog();
  logFault(new Error('key a\nlocal-s3: all is well \u001b[2J\u009b2J\u202e\u2028'));
  const [first = '', ...rest] = logged().split('\n');
  expect(first).toContain('local-s3: Error: key a');
  expect(rest.every((line) => line.startsWith('    '))).toBe(true);
  expect(logged()).toContain('all is well \\x1b[2J\\x9b2J\\u202e\\u2028');
});

test('a fault of the endpoint is logged with its reason, and answered as one', async () => {
  const { client, directory, get, put } = await startFixture();
  await put('k\u009b1m', 'x'.repeat(100));
  rmSync(join(directory, 'buckets', BUCKET), { recursive: true });
  const logged = captureLog();
  expect((await failureOf(get('k\u009b1m'))).name).toBe('InternalError');
  rmSync(join(directory, 'tmp'), { recursive: true });
  const write = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k\u009b1m', Body: 'x' }));
  expect((await failureOf(write)).name).toBe('InternalError');
  expect(logged()).toContain('local-s3: Error: ENOENT');
  expect(logged()).not.toContain('\u009b');
});
