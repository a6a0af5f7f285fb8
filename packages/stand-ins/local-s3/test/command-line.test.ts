import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalS3, UnusableDirectoryError } from '../src/index.ts';
import { BUCKET, createClient, failureOf, QUEUE_ARN, temporaryFolder } from './s3-fixture.ts';

const PROGRAM = join(import.meta.dirname, '../src/bin/local-s3.ts');

function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs to the end. */
async function finish(args: readonly string[], env?: Record<string, string>) {
  const child = run(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

test('the first line is the endpoint, and the environment names the credentials', async () => {
  const child = run(['--port', '0', '--directory', join(temporaryFolder(), 'made')], {
    AWS_ACCESS_KEY_ID: 'AKIDOTHER',
    AWS_SECRET_ACCESS_KEY: 'other-secret',
  });
  const [endpoint] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const client = createClient(endpoint);
  expect((await failureOf(client.send(new ListBucketsCommand({})))).name).toBe(
    'InvalidAccessKeyId',
  );
  const other = createClient(endpoint);
  other.config.credentials = async () => ({
    accessKeyId: 'AKIDOTHER',
    secretAccessKey: 'other-secret',
  });
  expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  client.destroy();
  other.destroy();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test(
  'a reader of only the first line does not block the service',
  { timeout: 120_000 },
  async () => {
    const child = run(['--directory', temporaryFolder()]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.pause();
    const client = createClient(line.toString().trim());
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: QUEUE_ARN, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    );
    // The events of 300 puts are more than a pipe holds unread.
    for (let i = 0; i < 300; i += 1) {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `k${i}`, Body: 'x' }));
    }
    expect((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(300);
  },
);

test('--help lists the options and the environment', async () => {
  const { code, stdout } = await finish(['--help']);
  expect(code).toBe(0);
  for (const word of ['--port', '--directory', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    expect(stdout).toContain(word);
  }
});

test.for([
  [[], "required option '-d, --directory <folder>' not specified"],
  [
    ['--directory', 'd', '--port', 'x'],
    'Expected an integer from 0 to 65535 for --port but received x',
  ],
  [['--directory', 'd', '--port', '65536'], 'but received 65536'],
  [['--directory', 'd', '--prot', '1'], "unknown option '--prot'"],
  [['--directory', ''], 'Expected the path of a folder for directory'],
] as const)('the arguments %j are rejected', async ([args, message]) => {
  const { code, stdout, stderr } = await finish(args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

test('a folder in use, a file in its place and a port in use are reported', async () => {
  const directory = temporaryFolder();
  const s3 = await startLocalS3({ directory });
  onTestFinished(() => s3.close());
  const inUse = await finish(['--directory', directory]);
  expect([inUse.code, inUse.stderr]).toEqual([
    1,
    `local-s3: Expected a folder that nobody else serves but another local-s3 is using ${directory}\n`,
  ]);
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const notAFolder = await finish(['--directory', file]);
  expect(notAFolder.stderr).toContain(
    `Expected a writable folder for directory but ${file} is not`,
  );
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const taken = await finish(['--directory', temporaryFolder(), '--port', String(port)]);
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
});

test('a folder with a foreign index is left alone', async () => {
  const directory = temporaryFolder();
  writeFileSync(join(directory, 'index.sqlite'), 'not a database, but mine'.repeat(100));
  await expect(startLocalS3({ directory })).rejects.toThrow(UnusableDirectoryError);
});

test.for([
  [{ port: -1 }, 'Expected an integer from 0 to 65535 for port but received -1'],
  [{ region: 'Mars' }, 'Expected a region such as us-east-1 for region but received "Mars"'],
  [{ credentials: { accessKeyId: '', secretAccessKey: 'x' } }, 'for accessKeyId but received ""'],
  [
    { credentials: { accessKeyId: 'x', secretAccessKey: '' } },
    'for secretAccessKey but received none',
  ],
] as const)('the options %j are rejected', async ([options, message]) => {
  const started = startLocalS3({ directory: temporaryFolder(), ...options });
  await expect(started).rejects.toThrow(message);
});
