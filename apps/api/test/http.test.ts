import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { MAX_DIRECT_BYTES } from '../src/resources.ts';
import { PAGE_ORIGIN, problemOf, type RunningApi, startApi } from './start-api.ts';

const run = promisify(execFile);

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

test("Only the page's origin may read answers", async () => {
  const allowedFor = async (origin: string, method = 'OPTIONS') => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const response = await api.app.request('/uploads', { method, headers });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowedFor(PAGE_ORIGIN)).toBe(PAGE_ORIGIN);
  expect(await allowedFor('https://evil.example')).toBe(null);
  expect(await allowedFor('null')).toBe(null);
  // A rejection too is for the page to read.
  expect(await allowedFor(PAGE_ORIGIN, 'POST')).toBe(PAGE_ORIGIN);
});

test('Every answer carries security headers and the request id that the log has', async () => {
  const response = await api.ask('GET', '/images');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age='),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  const requestId = response.headers.get('x-request-id');
  expect(api.logged.at(-1)).toMatchObject({ requestId, status: 200, subject: 'ada' });
});

test('A problem names its request, and an unknown route is one', async () => {
  const response = await api.ask('GET', '/nothing');
  const requestId = response.headers.get('x-request-id');
  expect(await response.clone().json()).toEqual({
    type: 'urn:problem-type:miniatura:not-found',
    title: 'Not found',
    status: 404,
    detail: 'No route matches GET /nothing',
    code: 'not-found',
    requestId,
  });
});

test('An existing path reports the methods that it supports', async () => {
  const image = await api.ask('PATCH', `/images/${'0'.repeat(32)}`);
  expect(image.headers.get('allow')).toBe('GET, HEAD, DELETE, OPTIONS');
  expect(await problemOf(image)).toMatchObject({
    httpStatus: 405,
    code: 'method-not-allowed',
    detail: `Expected GET or DELETE for /images/${'0'.repeat(32)} but received PATCH`,
  });
  expect((await api.ask('POST', '/health')).status).toBe(405);
  expect((await api.ask('POST', '/uploads/more')).status).toBe(404);
});

test('HEAD is answered like GET without the body, and OPTIONS with the methods of the path', async () => {
  const head = await api.ask('HEAD', '/images');
  expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
    ...[200, 'application/json', ''],
  ]);
  const options = await api.app.request('/images', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  const literal = await api.app.request('/images/trash', { method: 'OPTIONS' });
  expect(literal.headers.get('allow')).toBe('POST, OPTIONS');
  expect((await api.app.request('/nothing', { method: 'OPTIONS' })).status).toBe(404);
});

test.each([
  ['{"files": [', 'application/json', 400, 'Expected valid JSON for the body'],
  ['{"files": []}', 'text/plain', 415, 'application/json for Content-Type'],
  [JSON.stringify({ files: 'a'.repeat(1_000_000) }), 'application/json', 413, 'Expected at most'],
])(
  'A body that is not the JSON of the document is rejected: %#',
  async (body, type, status, detail) => {
    const headers = {
      authorization: `Bearer ${await api.issuer.token()}`,
      'content-type': type,
    };
    const response = await api.app.request('/uploads', { method: 'POST', headers, body });
    expect(await problemOf(response)).toMatchObject({
      httpStatus: status,
      type: 'application/problem+json',
      detail: expect.stringContaining(detail),
    });
  },
);

test.each(['gzip', 'identity, gzip', ' , br'])(
  'A body with Content-Encoding: %s is 415',
  async (coding) => {
    const authorization = `Bearer ${await api.issuer.token()}`;
    for (const [method, path] of [
      ['POST', '/uploads'],
      ['PUT', '/upload/cat.jpg'],
    ] as const) {
      const headers = {
        authorization,
        'content-type': 'application/json',
        'content-encoding': coding,
      };
      const response = await api.app.request(path, { method, headers, body: '{"files": []}' });
      expect(await problemOf(response)).toMatchObject({
        httpStatus: 415,
        detail: `Expected a body without a Content-Encoding but received ${coding.trim()}`,
      });
    }
  },
);

test.each(['', 'Identity', 'identity, identity', 'identity,, ', ','])(
  'A body with Content-Encoding: "%s" is not compressed',
  async (coding) => {
    const authorization = `Bearer ${await api.issuer.token()}`;
    const headers = {
      authorization,
      'content-type': 'application/json',
      'content-encoding': coding,
    };
    const body = JSON.stringify({ imageIds: ['0'.repeat(32)] });
    const response = await api.app.request('/images/trash', { method: 'POST', headers, body });
    expect(response.status).toBe(200);
  },
);

test.each([
  ['application/json', 200],
  ['text/html, */*;q=0.1', 200],
  ['application/*', 200],
  ['', 200],
  ['text/html', 406],
  ['*/*, application/json;q=0', 406],
])('A list for Accept: %s is answered with %i', async (accept, status) => {
  const headers = { authorization: `Bearer ${await api.issuer.token()}`, accept };
  const response = await api.app.request('/images', { headers });
  expect(response.status).toBe(status);
  if (status === 406) expect((await problemOf(response)).code).toBe('not-acceptable');
});

test.each(['/images', '/images/days', '/analytics/uploads?format=csv'])(
  'A response that is not accepted has no header of the content of %s',
  async (path) => {
    const headers = {
      authorization: `Bearer ${await api.issuer.token({ 'cognito:groups': ['admin'] })}`,
    };
    const app = createApp({
      ...api.dependencies,
      answerQuestion: async (question) => ({
        ...{ question, columns: [], rows: [], refreshAfterSeconds: 5, freshAsOf: null },
      }),
    });
    const accepted = await app.request(path, { headers });
    expect(accepted.status).toBe(200);
    const rejected = await app.request(path, { headers: { ...headers, accept: 'text/html' } });
    expect(rejected.status).toBe(406);
    expect(rejected.headers.get('etag')).toBeNull();
    expect(rejected.headers.get('content-disposition')).toBeNull();
    expect(rejected.headers.get('cache-control')).toBe('no-store');
  },
);

test('An invalid request gets a list of its invalid parts', async () => {
  const body = { files: [{ name: '', mediaType: 'image/jpeg', byteCount: 1.5 }] };
  const response = await api.ask('POST', '/uploads', { body });
  expect(response.status).toBe(400);
  const { errors, detail } = (await response.json()) as { errors: unknown; detail: string };
  expect(errors).toEqual([
    { path: 'files.0.name', message: 'Expected at least 1 character but received ""' },
    { path: 'files.0.byteCount', message: 'Expected a whole number but received 1.5' },
  ]);
  expect(detail).toContain('files.0.name: Expected at least 1 character');
});

test('An internal error is reported without its cause, which is in the log', async () => {
  const findImages = () => Promise.reject(new Error('secret'));
  const metadata = { ...api.metadata, findImages };
  const app = createApp({ ...api.dependencies, metadata });
  const response = await api.ask('GET', `/images?ids=${'0'.repeat(32)}`, { app });
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).not.toContain('secret');
  expect(JSON.parse(text)).toMatchObject({ code: 'internal' });
  const logged = api.logged.findLast(({ message }) => message === 'Request failed');
  expect(logged).toMatchObject({ error: new Error('secret') });
});

test('curl -T uploads a small image, and the error for a large one says what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'curl-'));
  const server = serve({ fetch: api.app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload/`;
  const token = await api.issuer.token();
  const curl = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder, name), bytes);
    const args = ['-s', '-H', `Authorization: Bearer ${token}`, '-T', join(folder, name), url];
    return JSON.parse((await run('curl', args)).stdout) as Record<string, unknown>;
  };
  const hasCurl = await run('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (hasCurl) {
    const small = await curl('cat.jpg', Buffer.from('ffd8ffe000104a464946', 'hex'));
    expect(small['key']).toMatch(/\/cat\.jpg$/);
    const large = await curl('large.jpg', new Uint8Array(2 * MAX_DIRECT_BYTES));
    expect(large).toMatchObject({ status: 413, code: 'too-large' });
  } else {
    console.warn('Skipped: there is no curl on this machine');
  }
  server.close();
  await rm(folder, { recursive: true });
});

test("Lambda's events of an HTTP API are answered alike", async () => {
  const body = Buffer.from('ffd8ffe000104a464946', 'hex').toString('base64');
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/upload/cat.jpg',
    rawQueryString: '',
    headers: { authorization: `Bearer ${await api.issuer.token()}`, host: 'api.example' },
    requestContext: { http: { method: 'PUT' }, domainName: 'api.example' },
    body,
    isBase64Encoded: true,
  } as unknown as LambdaEvent;
  const answer = await handle(api.app)(event, {} as LambdaContext);
  expect(answer).toMatchObject({ statusCode: 201 });
  expect(JSON.parse(answer.body)).toMatchObject({ key: expect.stringMatching(/\/cat\.jpg$/) });
});

test('While the warehouse is away, the answer is 503', async () => {
  const away = new TypeError('fetch failed');
  Object.assign(away, { name: 'TimeoutError' });
  const app = createApp({ ...api.dependencies, answerQuestion: () => Promise.reject(away) });
  const response = await api.ask('GET', '/analytics/uploads', { app, groups: ['analyst'] });
  expect(await problemOf(response)).toMatchObject({ httpStatus: 503, code: 'unavailable' });
});
