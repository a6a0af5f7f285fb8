import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  endWith,
  runToEnd,
  startInChild,
} from '@miniatura/local-service/test-support/run-in-child';
import { expect, onTestFinished, test } from 'vitest';
import {
  preparedDirectory,
  removeDirectory,
  startRedshift,
  TestClient,
} from './running-redshift.ts';
import { StagingBucket } from './staging-bucket.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-redshift-data.ts', import.meta.url));

test('the endpoint is the first line, and SIGTERM ends the command', async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const { child, endpoint, lines } = await startInChild(BIN, ['--directory', directory]);
  expect(lines[0]).toBe(endpoint);
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await new TestClient(endpoint).query('SELECT 1')).toEqual([[1]]);
  expect(await endWith(child, 'SIGTERM')).toEqual([0, null]);
});

test('COPY reads from --s3-endpoint with the credentials of the environment', async () => {
  const bucket = await StagingBucket.start();
  onTestFinished(() => bucket.close());
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const { endpoint } = await startInChild(
    BIN,
    ['--directory', directory, '--s3-endpoint', bucket.access.endpoint],
    {
      env: {
        AWS_ACCESS_KEY_ID: bucket.access.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bucket.access.credentials.secretAccessKey,
      },
    },
  );
  const url = await bucket.put('a.json', '{"a":1}\n');
  const client = new TestClient(endpoint);
  await client.query('CREATE TABLE t (a INT)');
  await client.query(`COPY t FROM '${url}' IAM_ROLE default FORMAT JSON 'auto'`);
  expect(await client.query('SELECT a FROM t')).toEqual([[1]]);
});

test('a directory in use, a bad port and a missing directory are said clearly', async () => {
  const { redshift, directory } = await startRedshift();
  onTestFinished(async () => {
    await redshift.close();
    removeDirectory(directory);
  });
  expect(await runToEnd(BIN, ['--directory', directory])).toEqual({
    exitCode: 1,
    output: `local-redshift-data: Expected a directory of its own but ${directory} is in use by another process.\n`,
  });
  expect((await runToEnd(BIN, ['--directory', directory, '--port', '99999'])).output).toContain(
    "Expected an integer from 0 to 65535 but received '99999'.",
  );
  expect(
    (await runToEnd(BIN, ['--directory', directory, '--s3-endpoint', 'nowhere'])).output,
  ).toContain("Expected http://HOST:PORT but received 'nowhere'.");
  expect((await runToEnd(BIN, [])).output).toContain("required option '-d, --directory <folder>'");
});

test('--help lists every option and variable', async () => {
  const { exitCode, output } = await runToEnd(BIN, ['--help']);
  expect(exitCode).toBe(0);
  const source = readFileSync(BIN, 'utf8');
  const named = new Set(source.match(/--[a-z0-9-]+(?= <)|AWS_[A-Z0-9_]+/g));
  for (const name of named) expect(output).toContain(name);
});
