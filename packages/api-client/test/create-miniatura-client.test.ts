import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createMiniaturaClient, dataOf, UnreachableError } from '../src/index.ts';

/** A client of a server that answers with `listener`. */
async function clientOf(listener: RequestListener, token: string | null = 'abc') {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createMiniaturaClient({ apiUrl, accessToken: () => token });
}

function json(status: number, body: unknown, headers = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

const PROBLEM = {
  type: 'urn:problem-type:miniatura:too-many-requests',
  title: 'Too many requests',
  status: 429,
  detail: 'Expected fewer requests from this user: try again in 3 s',
  code: 'too-many-requests',
  requestId: 'r1',
};

test('A request has the token and its parameters, encoded', async () => {
  const seen: (string | undefined)[] = [];
  const client = await clientOf((request, response) => {
    seen.push(request.url, request.headers.authorization);
    json(200, { images: [], nextCursor: null })(request, response);
  });
  const query = { text: 'a&b', limit: 5 };
  expect(await dataOf(client.GET('/images', { params: { query } }))).toEqual({
    images: [],
    nextCursor: null,
  });
  expect(seen).toEqual(['/images?text=a%26b&limit=5', 'Bearer abc']);
});

test.each([[{}], [[]], [null], [{ status: 'up' }], ['images']])(
  'JSON of another server, %j, is reported',
  async (body) => {
    const client = await clientOf(json(200, body));
    await expect(dataOf(client.GET('/images'))).rejects.toThrow(
      new UnreachableError(
        'The server answered with JSON that is not of the API: check the URL of the API',
      ),
    );
  },
);

test('A Date as a parameter is reported, because without it the request would match all days', async () => {
  let requestCount = 0;
  const client = await clientOf((request, response) => {
    requestCount += 1;
    json(200, { images: [], nextCursor: null })(request, response);
  });
  const query = { from: new Date(0) as unknown as string };
  await expect(client.GET('/images', { params: { query } })).rejects.toThrow(
    new TypeError(
      'Expected a string, number or boolean for the parameter from but received a Date: pass a day as YYYY-MM-DD',
    ),
  );
  expect(requestCount).toBe(0);
});

test('A request of somebody who is not signed in has no token', async () => {
  const client = await clientOf(
    (request, response) =>
      json(200, { status: request.headers.authorization ?? 'none' })(request, response),
    null,
  );
  expect(await dataOf(client.GET('/health'))).toEqual({ status: 'none' });
});

test('A request for uploads has an idempotency key, which its caller can choose', async () => {
  const seen: (string | string[] | undefined)[] = [];
  const client = await clientOf((request, response) => {
    seen.push(request.headers['idempotency-key']);
    json(201, { uploads: [] })(request, response);
  });
  const body = { files: [{ name: 'cat.jpg', byteCount: 1 }] };
  const params = { header: { 'Idempotency-Key': 'mine' } };
  for (const options of [{ body }, { body }, { body, params }])
    await client.POST('/uploads', options);
  expect(new Set(seen).size).toBe(3);
  expect(seen.map((key) => typeof key)).toEqual(['string', 'string', 'string']);
  expect(seen.at(-1)).toBe('mine');
});

test('A problem is thrown with its code, its request and the pause that the API requests', async () => {
  const client = await clientOf(json(429, PROBLEM, { 'retry-after': '3' }));
  await expect(client.GET('/me')).rejects.toMatchObject({
    name: 'ApiError',
    message: PROBLEM.detail,
    code: 'too-many-requests',
    status: 429,
    requestId: 'r1',
    retryAfterSeconds: 3,
    errors: [],
  });
});

test('a pause may be requested until a date, and other values request none', async () => {
  for (const [retryAfter, seconds] of [
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    [
      'Fri, 31 Dec 9999 23:59:59 GMT',
      expect.closeTo((Date.UTC(10_000, 0) - Date.now()) / 1000, -3),
    ],
    ['soon', null],
  ] as const) {
    const client = await clientOf(json(429, PROBLEM, { 'retry-after': retryAfter }));
    const error: unknown = await client.GET('/me').catch((reason: unknown) => reason);
    expect(error, retryAfter).toMatchObject({ retryAfterSeconds: seconds });
  }
});

test.each([
  ['an error page of a gateway', 502, '<html>Bad gateway</html>', 'answered 502'],
  ['a success that is not JSON', 200, '<html>Sign in</html>', 'not JSON'],
  ['a success without a body', 200, '', 'without a body'],
])('%s is no answer of the API', async (_, status, body, message) => {
  const client = await clientOf((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
  });
  const error = await dataOf(client.GET('/me')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'UnreachableError', code: 'unreachable' });
  expect(String(error)).toContain(message);
});

test.each([
  [401, 'Unauthorized', 'unauthenticated'],
  [403, 'Forbidden', 'forbidden'],
  [413, 'Request Entity Too Large', 'too-large'],
  [429, 'Too Many Requests', 'too-many-requests'],
])("API Gateway's own answer %i is an error of the API: %s", async (status, message, code) => {
  const client = await clientOf(json(status, { message }, { 'apigw-requestid': 'g1' }));
  await expect(client.GET('/me')).rejects.toMatchObject({
    name: 'ApiError',
    message: `The API's gateway answered ${status}: ${message}`,
    ...{ code, status, requestId: 'g1' },
  });
});

test.each([
  ['with a length', { 'content-length': '1000' }],
  ['without a length', {}],
])('A connection that ends within an answer %s is an unreachable API', async (_, headers) => {
  const client = await clientOf((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.write('{"images":[', () => response.destroy());
  });
  await expect(client.GET('/images')).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The connection was closed before the answer was complete',
  });
});

test('A page in place of an answer is reported for an operation without a result, too', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
  });
  const params = { path: { imageId: '0'.repeat(32) } };
  await expect(client.DELETE('/images/{imageId}', { params })).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The server answered with what is not JSON: check the URL of the API',
  });
});

test('A server that does not listen is unreachable', async () => {
  const client = createMiniaturaClient({
    apiUrl: 'http://127.0.0.1:1',
    accessToken: () => null,
  });
  await expect(client.GET('/me')).rejects.toMatchObject({ code: 'unreachable' });
});
