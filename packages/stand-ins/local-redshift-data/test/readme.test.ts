import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { LOCAL_REDSHIFT_DATA_ERROR_CODES } from '../src/index.ts';
import { preparedDirectory, removeDirectory } from './running-redshift.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test('the example of the README runs', { timeout: 120_000 }, async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const readme = readFileSync(`${ROOT}/README.md`, 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', example, directory],
    { cwd: ROOT },
  );
  expect(stdout).toBe('FINISHED\n');
  expect(stderr).toBe('');
});

test('the README names every option of the command that says where things are', () => {
  const readme = readFileSync(`${ROOT}/README.md`, 'utf8');
  for (const option of ['--directory', '--port', '--postgres-port', '--s3-endpoint']) {
    expect(readme).toContain(option);
  }
});

test('the README names every code of an error', () => {
  const readme = readFileSync(`${ROOT}/README.md`, 'utf8');
  for (const code of LOCAL_REDSHIFT_DATA_ERROR_CODES) expect(readme).toContain(`\`${code}\``);
});
