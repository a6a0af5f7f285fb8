import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { SignInError, UnusableSecretsError, USERS } from '../src/index.ts';
import { temporaryDirectory } from './running-oidc.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(`${ROOT}/README.md`, 'utf8');

test('the example of the README runs', async () => {
  const [, example = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', example, await temporaryDirectory()],
    { cwd: ROOT },
  );
  expect(stripVTControlCharacters(stdout)).toBe("olga [ 'admin' ]\n");
  expect(stderr).toBe('');
});

test('the README lists every user and every error', () => {
  for (const { username } of USERS) expect(README).toContain(`\`${username}\``);
  for (const { code } of [new SignInError(''), new UnusableSecretsError('')]) {
    expect(README).toContain(`\`${code}\``);
  }
});
