import { fileURLToPath } from 'node:url';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  endWith,
  runToEnd,
  startInChild,
} from '@miniatura/local-service/test-support/run-in-child';
import { expect, test } from 'vitest';
import { runningSqs, sqsClient, temporaryDirectory, until } from './running-sqs.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-sqs.ts', import.meta.url));

test('the command prints its endpoint first, creates the queues, and ends on SIGTERM', async () => {
  const directory = temporaryDirectory();
  const { child, lines } = await startInChild(BIN, ['--directory', directory, '--queue', 'jobs']);
  await until(() => lines.length === 2);
  const [endpoint, QueueUrl] = lines as [string, string];
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(QueueUrl).toBe(`${endpoint}/000000000000/jobs`);
  const client = sqsClient(endpoint);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.[0]?.Body).toBe('x');
  expect(await endWith(child, 'SIGTERM')).toEqual([0, null]);
}, 120_000);

test.each([
  [['--help'], 0, 'Usage: local-sqs'],
  [['--port', 'http'], 1, "Expected 0 to 65535 but received 'http'."],
  [['--dir', 'x'], 1, "unknown option '--dir'"],
])(
  'the command with %o ends with %i',
  async (args, exitCode, text) => {
    const result = await runToEnd(BIN, args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.output).toContain(text);
  },
  120_000,
);

test('the command reports a directory or a port that is in use', async () => {
  const directory = temporaryDirectory();
  const sqs = await runningSqs({ directory });
  const sameDirectory = await runToEnd(BIN, ['--directory', directory, '--port', '0']);
  expect(sameDirectory.exitCode).toBe(1);
  expect(sameDirectory.output).toContain('another process has locked it');
  const port = new URL(sqs.endpoint).port;
  const samePort = await runToEnd(BIN, ['--directory', temporaryDirectory(), '--port', port]);
  expect(samePort.exitCode).toBe(1);
  expect(samePort.output).toContain('EADDRINUSE');
}, 120_000);
