import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runningOidc, temporaryDirectory, tokensOf } from './running-oidc.ts';

test('keys are created at the first start, and only their owner can read them', async () => {
  const directory = join(await temporaryDirectory(), 'oidc');
  await runningOidc(directory);
  expect(await readdir(directory)).toEqual(['oidc-keys.json']);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, 'oidc-keys.json'))).mode & 0o777).toBe(0o600);
});

test('issuers that start at the same time in one directory use the same keys', async () => {
  const directory = await temporaryDirectory();
  const issuers = await Promise.all([1, 2, 3].map(() => runningOidc(directory)));
  const keys = await Promise.all(
    issuers.map(async ({ issuer }) => (await fetch(`${issuer}/jwks`)).text()),
  );
  expect(new Set(keys).size).toBe(1);
  expect(await readdir(directory)).toEqual(['oidc-keys.json']);
});

test('the published keys contain no private key', async () => {
  const { issuer } = await runningOidc();
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: object[] };
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test.each(['', '{', 'null', '{}', '{"signingKey":{"kty":"oct"},"cookieKey":"x"}'])(
  'rejects %j for keys, and does not change the file',
  async (content) => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'oidc-keys.json');
    await writeFile(path, content);
    await chmod(path, 0o600);
    await expect(runningOidc(directory)).rejects.toMatchObject({ code: 'unusable-secrets', path });
    expect(await readFile(path, 'utf8')).toBe(content);
  },
);

test('without the file, new keys are created', async () => {
  const [first, second] = [await runningOidc(), await runningOidc()];
  const kidOf = ({ idToken }: { idToken: string }) => idToken.split('.')[0];
  expect(kidOf(await tokensOf(first, 'ann'))).not.toBe(kidOf(await tokensOf(second, 'ann')));
});
