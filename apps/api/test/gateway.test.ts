import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { gatewayUser } from '../src/gateway-user.ts';
import { type RunningApi, startApi } from './start-api.ts';

const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI';
const CLIENT_ID = '1example23456789';

/** The claims of Cognito's access token as the gateway passes them: all are text. */
const CLAIMS = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  iss: ISSUER,
  client_id: CLIENT_ID,
  token_use: 'access',
  scope: 'openid profile email',
  username: 'ada',
  exp: '1764000000',
  'cognito:groups': '[gardeners analyst]',
};

let api: RunningApi;
let handler: ReturnType<typeof handle>;
beforeAll(async () => {
  api = await startApi();
  const identifyUser = gatewayUser({ url: ISSUER, audience: CLIENT_ID });
  handler = handle(createApp({ ...api.dependencies, identifyUser }));
});
afterAll(() => api.stop());

type Claims = Readonly<Record<string, unknown>>;

async function me(authorizer: unknown, headers: Record<string, string> = {}) {
  const event = {
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: '/me',
    rawQueryString: '',
    headers,
    requestContext: { authorizer, http: { method: 'GET', path: '/me' }, domainName: 'api.example' },
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
  const { statusCode, body } = (await handler(event as never, {} as never)) as {
    statusCode: number;
    body: string;
  };
  return { statusCode, ...(JSON.parse(body) as Record<string, unknown>) };
}
const meWith = (claims: Claims) => me({ jwt: { claims, scopes: null } });

test('The verified claims of the gateway contain the user and the groups', async () => {
  expect(await meWith(CLAIMS)).toMatchObject({
    statusCode: 200,
    subject: CLAIMS.sub,
    name: 'ada',
    groups: ['analyst'],
  });
});

test.each<[string, unknown, readonly string[]]>([
  ['of one', '[admin]', ['admin']],
  ['of two', '[admin analyst]', ['admin', 'analyst']],
  ['of none', '[]', []],
  ['that is missing', undefined, []],
  ['of names alike', '[administrator non-admin analysts]', []],
  ['that is a list', ['admin'], ['admin']],
])('A list of groups %s is read', async (_, groups, expected) => {
  const answer = await meWith({ ...CLAIMS, 'cognito:groups': groups });
  expect(answer).toMatchObject({ statusCode: 200, groups: expected });
});

test("An issuer's `aud` is looked for among several", async () => {
  const claims = { ...CLAIMS, client_id: undefined, token_use: undefined };
  expect(await meWith({ ...claims, aud: `[others ${CLIENT_ID}]` })).toMatchObject({
    statusCode: 200,
  });
  expect(await meWith({ ...claims, aud: 'others' })).toMatchObject({ statusCode: 401 });
});

test.each<[string, Claims]>([
  ['of another issuer', { iss: `${ISSUER}x` }],
  ['of another client', { client_id: 'others' }],
  ['for the page, an ID token', { token_use: 'id', aud: CLIENT_ID }],
  ['of no user', { sub: undefined }],
  ['of a user whose name is no header', { sub: 'a\r\nb' }],
])('Claims %s are rejected with 401 unauthenticated', async (_, changed) => {
  const answer = await meWith({ ...CLAIMS, ...changed });
  expect(answer).toMatchObject({ statusCode: 401, code: 'unauthenticated' });
});

test.each<[string, unknown]>([
  ['no authorizer', undefined],
  ['an authorizer that is no JWT authorizer', { lambda: { ...CLAIMS } }],
  ['claims that are none', { jwt: { claims: 'admin' } }],
])(
  'A request that bypasses the gateway, with %s, is rejected: a header proves nothing',
  async (...row) => {
    const headers = { authorization: `Bearer ${await api.issuer.token()}` };
    const answer = await me(row[1], headers);
    expect(answer).toMatchObject({ statusCode: 401, code: 'unauthenticated' });
  },
);
