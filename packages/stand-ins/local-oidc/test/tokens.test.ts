import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import type { LocalOidc } from '../src/index.ts';
import {
  authorizationUrl,
  Browser,
  CLIENT_ID,
  CODE_VERIFIER,
  REDIRECT_URI,
  runningOidc,
  temporaryDirectory,
  tokensOf,
} from './running-oidc.ts';

async function verify({ issuer }: LocalOidc, token: string) {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri: jwksUri } = (await discovery.json()) as { jwks_uri: string };
  const options = { issuer, audience: CLIENT_ID, algorithms: ['RS256'] };
  return jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), options);
}

function postToken({ issuer }: LocalOidc, form: Readonly<Record<string, string>>) {
  return fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, ...form }),
  });
}

test.each([
  ['ann', undefined],
  ['ben', undefined],
  ['olga', ['admin']],
  ['ida', ['analyst']],
])('the access token of %s has the claims of Cognito, with groups %j', async (username, groups) => {
  const oidc = await runningOidc();
  const { accessToken, expiresInS } = await tokensOf(oidc, username);
  const { payload } = await verify(oidc, accessToken);
  expect(payload).toMatchObject({
    sub: username,
    username,
    client_id: CLIENT_ID,
    token_use: 'access',
    scope: 'openid email profile',
  });
  expect(payload['cognito:groups']).toEqual(groups);
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  expect(expiresInS).toBe(3600);
});

test('the ID token contains the name, the email and the groups', async () => {
  const oidc = await runningOidc();
  const { payload } = await verify(oidc, (await tokensOf(oidc, 'ida')).idToken);
  expect(payload).toMatchObject({
    sub: 'ida',
    token_use: 'id',
    name: 'Ida',
    email: 'ida@miniatura.example',
    'cognito:username': 'ida',
    'cognito:groups': ['analyst'],
  });
});

test('a refresh token returns a new access token', async () => {
  const oidc = await runningOidc();
  const { accessToken, refreshToken } = await tokensOf(oidc, 'olga');
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const fresh = (await (await postToken(oidc, form)).json()) as { access_token: string };
  const { payload } = await verify(oidc, fresh.access_token);
  expect(payload).toMatchObject({ sub: 'olga', 'cognito:groups': ['admin'] });
  expect(payload.jti).not.toBe(decodeJwt(accessToken).jti);
});

test('a code is valid once, and only with its verifier', async () => {
  const oidc = await runningOidc();
  const browser = new Browser();
  const codeOf = async () => {
    const { url } = await browser.open(authorizationUrl(oidc, { prompt: 'login' }));
    const { headers } = await browser.open(url, { user: 'ann' });
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  const form = { grant_type: 'authorization_code', code: await codeOf() };
  const wrong = 'w'.repeat(43);
  expect((await postToken(oidc, { ...form, code_verifier: wrong })).status).toBe(400);
  const right = { ...form, code: await codeOf(), code_verifier: CODE_VERIFIER };
  expect((await postToken(oidc, right)).status).toBe(200);
  expect((await postToken(oidc, right)).status).toBe(400);
});

test('tokens stay valid after a restart', async () => {
  const directory = await temporaryDirectory();
  const first = await runningOidc(directory);
  const { accessToken } = await tokensOf(first, 'ann');
  await first.close();
  const second = await runningOidc(directory);
  const { jwks_uri: uri } = (await (
    await fetch(`${second.issuer}/.well-known/openid-configuration`)
  ).json()) as { jwks_uri: string };
  const { payload } = await jwtVerify(accessToken, createRemoteJWKSet(new URL(uri)));
  expect(payload.sub).toBe('ann');
});

test('a token of another issuer is rejected', async () => {
  const { accessToken } = await tokensOf(await runningOidc(), 'olga');
  await expect(verify(await runningOidc(), accessToken)).rejects.toThrow(/no applicable key/);
});

test('a failed sign-in contains the reason', async () => {
  await expect(tokensOf(await runningOidc(), 'zoe')).rejects.toMatchObject({
    code: 'sign-in-failed',
    message: expect.stringContaining('Expected one of ann, ben, olga, ida'),
  });
});
