import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { createAdaptorServer } from '@hono/node-server';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_DIRECT_BYTES } from '../src/resources.ts';
import { ORIGINALS, type RunningApi, startApi } from './start-api.ts';

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const IMAGE = '0'.repeat(32);

let api: RunningApi;
let server: Server;
let token: string;
beforeAll(async () => {
  api = await startApi();
  server = createAdaptorServer({ fetch: api.app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  token = await api.issuer.token({ 'cognito:groups': ['admin', 'analyst'] });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});

/** Sends a request as it is written, and reads until the server ends the connection. */
async function exchange(
  start: string,
  headers: readonly string[] = [],
  ...body: readonly (string | Uint8Array)[]
): Promise<{ readonly status: number; readonly body: string }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const lines = [`authorization: Bearer ${token}`, 'host: 127.0.0.1', 'connection: close'];
  socket.write([start, ...lines, ...headers, '', ''].join('\r\n'));
  for (const part of body) socket.write(part);
  const answer = await text(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: rest.join('\r\n\r\n') };
}

function chunk(bytes: Uint8Array): readonly (string | Uint8Array)[] {
  return [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n'];
}

test('An image without a length is stored whole', async () => {
  const parts = [JPEG, Buffer.alloc(300_000, 1), Buffer.alloc(1, 2)];
  const { status, body } = await exchange(
    'PUT /upload/cat.jpg HTTP/1.1',
    ['transfer-encoding: chunked'],
    ...parts.flatMap(chunk),
    '0\r\nx-trailer: 1\r\n\r\n',
  );
  expect(status).toBe(201);
  const { key: Key } = JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1));
  const { Body } = await api.s3.send(new GetObjectCommand({ Bucket: ORIGINALS, Key }));
  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(Buffer.concat(parts));
});

test('An image without a length that is too large is rejected with 413', async () => {
  const bytes = Buffer.alloc(MAX_DIRECT_BYTES + 1, 1);
  const { status } = await exchange(
    'PUT /upload/cat.jpg HTTP/1.1',
    ['transfer-encoding: chunked'],
    ...chunk(bytes),
    '0\r\n\r\n',
  );
  expect(status).toBe(413);
});

test.each([
  ['PUT /upload/cat.jpg HTTP/1.1', 400],
  ['POST /uploads HTTP/1.1', 400],
  [`POST /images/${IMAGE}/review HTTP/1.1`, 400],
])('%s without a body is answered with %i', async (start, expected) => {
  expect((await exchange(start)).status).toBe(expected);
  const json = ['content-type: application/json'];
  expect((await exchange(start, [...json, 'content-length: 0'])).status).toBe(expected);
  expect((await exchange(start, [...json, 'transfer-encoding: chunked'], '0\r\n\r\n')).status).toBe(
    expected,
  );
});

function chunked(start: string, type: string, bytes: Uint8Array) {
  return exchange(
    start,
    [`content-type: ${type}`, 'transfer-encoding: chunked'],
    ...chunk(bytes),
    '0\r\n\r\n',
  );
}

test.each([
  ['JSON that is cut', '{"files":[{"name":"a'],
  ['JSON of another shape', '[]'],
  ['null', 'null'],
  ['bytes that are no UTF-8', '\xff\xfe\x80'],
  ['lone surrogates', '{"files":[{"name":"\\ud800","mediaType":"image/jpeg","byteCount":1}]}'],
  ['deep nesting', '['.repeat(100_000)],
  ['numbers without end', '{"files":[{"name":"a","mediaType":"image/jpeg","byteCount":1e999}]}'],
  ['__proto__', '{"__proto__":{"files":[]},"files":[]}'],
])('For a body of %s the client is to blame', async (_, body) => {
  for (const start of ['POST /uploads HTTP/1.1', `POST /images/${IMAGE}/review HTTP/1.1`]) {
    for (const type of ['application/json', 'text/plain', '\x80;;=']) {
      const bytes = Buffer.from(body, 'latin1');
      expect((await chunked(start, type, bytes)).status).toBeLessThan(500);
    }
  }
});

test.each([
  'GET //',
  'GET //evil.example/images',
  'GET http://evil.example/images',
  'GET /%',
  'GET /images/%ff%fe',
  'GET /images?%',
  'GET /images?cursor=%00%ff',
  `GET /images?cursor=${Buffer.from('["9999-12-31T23:59:59Z",1]').toString('base64url')}`,
  `GET /images?cursor=${Buffer.from(`["0000-01-01T00:00:00Z","${IMAGE}"]`).toString('base64url')}`,
  'GET /images?limit=1e3',
  'GET /images?limit=-1&limit=2',
  'GET /images?label=%00',
  'GET /images?label=%ED%A0%80',
  `GET /images?label=${'a'.repeat(8000)}`,
  'GET /images?uploader=%00%27',
  'GET /images?ids=',
  `GET /images?ids=${IMAGE},${IMAGE}`,
  `GET /images/${IMAGE}/similar?limit=0`,
  `GET /images/${IMAGE}%00`,
  'GET /images?__proto__=1&constructor=2',
  `DELETE /images/${IMAGE}`,
  'DELETE /images/..%2f..%2f',
  'PUT /upload/%',
  'PUT /upload/%00',
  'PUT /upload/..',
  `PUT /upload/${'a'.repeat(5000)}`,
  'PATCH /images',
  'TRACE /images',
  'QUERY /images',
  'PROPFIND /images',
  'OPTIONS *',
  'OPTIONS /images',
  'HEAD /images',
  'GET /analytics/nothing',
  'GET /analytics/uploads?format=xml',
  'GET /analytics/__proto__',
  'GET /openapi.json?%ff',
])('The server is not to blame for %s', async (start) => {
  const { status } = await exchange(`${start} HTTP/1.1`);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
});

test.each(['1970-01-01', '2999-12-31', '3000-01-01', '0000-00-00', '2026-02-30', '', '\0'])(
  'No day of the upload is a fault of ours: %s',
  async (day) => {
    const query = `from=${encodeURIComponent(day)}&to=${encodeURIComponent(day)}`;
    expect((await exchange(`GET /images?${query} HTTP/1.1`)).status).toBeLessThan(500);
  },
);

test.each([
  ['a token of NUL', 'Bearer %00'],
  ['a token of dots', 'Bearer ...'],
  ['a token without an algorithm', `Bearer ${part({ alg: 'none' })}.${part({})}.`],
  ['a token with a number for a type', `Bearer ${part({ alg: 1 })}.${part({})}.AA`],
  ['a token that is critical', `Bearer ${part({ alg: 'RS256', crit: 1 })}.${part({})}.AA`],
  [
    'a token that is not encoded',
    `Bearer ${part({ alg: 'RS256', crit: ['b64'], b64: false })}.x.AA`,
  ],
  ['a token of null', `Bearer ${part(null)}.${part(null)}.AA`],
  [
    'a token of a key that is unknown',
    `Bearer ${part({ alg: 'ES256', kid: '\0' })}.${part({})}.AA`,
  ],
  ['a token with a key of its own', `Bearer ${part({ alg: 'RS256', jwk: {} })}.${part({})}.AA`],
  ['a scheme that is unknown', 'Basic AAAA'],
])('%s is rejected with 401', async (_, authorization) => {
  const response = await api.app.request('/me', { headers: { authorization } });
  expect(response.status).toBe(401);
});

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

test("Lambda's events with bodies that no request may have are answered with 4xx", async () => {
  const eventOf = (method: string, rawPath: string, rest: object) =>
    ({
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString: '',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      requestContext: { http: { method }, domainName: 'api.example' },
      isBase64Encoded: false,
      ...rest,
    }) as unknown as LambdaEvent;
  const events = [
    eventOf('GET', '/images', { body: 'a body' }),
    eventOf('POST', '/uploads', {}),
    eventOf('POST', '/uploads', { body: '' }),
    eventOf('POST', '/uploads', { body: '/+8=', isBase64Encoded: true }),
    eventOf('PUT', '/upload/cat.jpg', {}),
    eventOf('PUT', '/upload/cat.jpg', { body: 'text' }),
    eventOf('TRACE', '/images', {}),
    eventOf('CONNECT', '/images', {}),
    eventOf('GET', '/images', { rawQueryString: 'limit=%' }),
    eventOf('GET', '//', {}),
  ];
  for (const event of events) {
    const answer = await handle(api.app)(event, {} as LambdaContext);
    expect(Math.floor((answer as unknown as { statusCode: number }).statusCode / 100)).toBe(4);
  }
});

test('A client that leaves in the middle of its body is no failure of ours', async () => {
  for (const length of ['content-length: 100000', 'transfer-encoding: chunked']) {
    const before = api.logged.length;
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const lines = [`authorization: Bearer ${token}`, 'host: 127.0.0.1', length, '', ''];
    socket.write(['PUT /upload/cat.jpg HTTP/1.1', ...lines].join('\r\n'));
    socket.write('64\r\n');
    await once(server, 'request');
    socket.resetAndDestroy();
    await expect.poll(() => api.logged.length).toBeGreaterThan(before);
    expect(api.logged.at(-1)).toMatchObject({ message: 'Request answered', status: 400 });
  }
});

test('Nothing of all this was a failure of ours', () => {
  expect(api.logged.filter(({ message }) => message === 'Request failed')).toEqual([]);
});
