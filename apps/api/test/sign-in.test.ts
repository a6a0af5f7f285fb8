import { createSecretKey } from 'node:crypto';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearerUser } from '../src/bearer-user.ts';
import { createApp } from '../src/create-app.ts';
import { AUDIENCE, problemOf, type RunningApi, startApi } from './start-api.ts';
import type { Claims } from './start-issuer.ts';

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

function me(authorization?: string) {
  return api.app.request('/me', { headers: authorization === undefined ? {} : { authorization } });
}
const meWith = async (claims: Claims) => me(`Bearer ${await api.issuer.token(claims)}`);
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

test('A token of the issuer contains the user and the known groups', async () => {
  const response = await meWith({
    email: 'ada@example.org',
    'cognito:groups': ['analyst', 'gardeners'],
  });
  expect(response.status).toBe(200);
  const expected = { subject: 'ada', name: 'ada@example.org', groups: ['analyst'] };
  expect(await response.json()).toMatchObject(expected);
});

test("Cognito's access token, which has a client_id and no aud, is taken", async () => {
  const claims = { token_use: 'access', client_id: AUDIENCE, username: 'ada.l' };
  const response = await meWith({ ...claims, aud: undefined });
  expect(await response.json()).toMatchObject({ subject: 'ada', name: 'ada.l' });
});

test.each([
  ['no token', undefined],
  ['another scheme', 'Basic YWRhOmFkYQ=='],
  ['an empty token', 'Bearer '],
  ['no JWT', 'Bearer abc'],
  ['three parts of nothing', 'Bearer a.b.c'],
  ['a token of 20 KB', `Bearer ${'a'.repeat(20_000)}`],
])('With %s the answer is 401 unauthenticated', async (_, authorization) => {
  const response = await me(authorization);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await problemOf(response)).toMatchObject({ httpStatus: 401, code: 'unauthenticated' });
});

test.each<[string, Claims]>([
  ['for another audience', { aud: 'others' }],
  ['for nobody', { aud: undefined }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['of no user', { sub: undefined }],
  ['of a user whose name is no header', { sub: 'a\r\nx-amz-acl: public-read' }],
  ['that never expires', { exp: undefined }],
  ['that is not valid yet', { nbf: now() + 600 }],
  ['for the page, an ID token', { token_use: 'id' }],
  ['of another client', { token_use: 'access', client_id: 'x', aud: undefined }],
])('A token %s is rejected with 401 unauthenticated', async (_, claims) => {
  const response = await meWith(claims);
  expect(await problemOf(response)).toMatchObject({ httpStatus: 401, code: 'unauthenticated' });
});

test('An expired token is rejected with a code of its own, so that the page signs in again', async () => {
  const response = await meWith({ exp: now() - 60 });
  expect(await problemOf(response)).toMatchObject({ httpStatus: 401, code: 'token-expired' });
});

test('A token without a signature (alg none) is rejected', async () => {
  const payload = { iss: api.issuer.url, aud: AUDIENCE, sub: 'ada', exp: now() + 600 };
  for (const alg of ['none', 'None', 'nOnE']) {
    const response = await me(`Bearer ${base64url({ alg, typ: 'JWT' })}.${base64url(payload)}.`);
    expect(await problemOf(response)).toMatchObject({ httpStatus: 401, code: 'unauthenticated' });
  }
});

test('A token signed with the public key as a shared secret is rejected', async () => {
  const secret = createSecretKey(Buffer.from(await exportSPKI(api.issuer.publicKey)));
  const token = await new SignJWT({ iss: api.issuer.url, aud: AUDIENCE, sub: 'ada' })
    .setProtectedHeader({ alg: 'HS256', kid: 'first' })
    .setExpirationTime('10m')
    .sign(secret);
  expect(await problemOf(await me(`Bearer ${token}`))).toMatchObject({ code: 'unauthenticated' });
});

test('A token with a foreign key, or changed afterwards, is rejected', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const forged = await api.issuer.token({}, privateKey);
  expect(await problemOf(await me(`Bearer ${forged}`))).toMatchObject({ code: 'unauthenticated' });
  const [header, , signature] = (await api.issuer.token()).split('.');
  const admin = { iss: api.issuer.url, aud: AUDIENCE, sub: 'ada', exp: now() + 600 };
  const changed = `${header}.${base64url({ ...admin, 'cognito:groups': ['admin'] })}.${signature}`;
  expect(await problemOf(await me(`Bearer ${changed}`))).toMatchObject({ code: 'unauthenticated' });
});

test('While the issuer is away the answer is 503 and says when to come back', async () => {
  const issuer = { url: 'http://127.0.0.1:9', audience: AUDIENCE };
  const app = createApp({ ...api.dependencies, identifyUser: bearerUser(issuer) });
  const response = await api.ask('GET', '/me', { app });
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await problemOf(response)).toMatchObject({ httpStatus: 503, code: 'unavailable' });
});
