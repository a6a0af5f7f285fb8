import { GetObjectCommand, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, expect, test } from 'vitest';
import { rawRequest } from './raw-request.ts';
import { createClient, newBucket, shareEndpoint } from './s3-fixture.ts';

const PAGE = 'http://127.0.0.1:4606';
const shared = shareEndpoint();
let bucket = '';
let url = '';

beforeAll(async () => {
  const { client } = shared;
  bucket = await newBucket(client);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: 'bytes' }));
  const CORSRules = [{ AllowedOrigins: [PAGE], AllowedMethods: ['GET', 'POST'] }];
  await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } }));
  url = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'k' }));
});

test.for([
  [undefined, 200],
  [PAGE, 200],
  ['http://127.0.0.1:4607', 403],
  ['https://evil.example', 403],
  ['null', 403],
] as const)('a signed request with the Origin %s is answered with %i', async ([origin, status]) => {
  const answer = await rawRequest(url, { headers: origin === undefined ? {} : { origin } });
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.code).toBe('AccessForbidden');
});

test('a page is kept out of the service, of other buckets and of other methods', async () => {
  const headers = { origin: PAGE };
  const ask = (path: string, method: string) =>
    rawRequest(`${shared.endpoint}${path}`, { method, headers });
  for (const [path, method] of [
    ['/', 'GET'],
    ['/absent-bucket', 'GET'],
    [`/${bucket}/k`, 'DELETE'],
  ] as const) {
    expect((await ask(path, method)).code).toBe('AccessForbidden');
  }
  const form = { ...headers, 'content-type': 'multipart/form-data; boundary=b' };
  const other = await newBucket(shared.client);
  const post = (to: string) =>
    rawRequest(`${shared.endpoint}/${to}`, { method: 'POST', headers: form, body: 'x' });
  expect((await post(other)).code).toBe('AccessForbidden');
  expect((await post(bucket)).code).toBe('MalformedPOSTRequest');
});

test.for([
  ['127.0.0.1', true],
  ['localhost:1', true],
  ['[::1]:4600', true],
  ['evil.example', false],
  ['127.0.0.1.evil.example:4600', false],
  ['localhost.evil.example', false],
] as const)('the Host %s is taken: %s', async ([host, isTaken]) => {
  const { code, body } = await rawRequest(`${shared.endpoint}/${bucket}`, { headers: { host } });
  expect(code).toBe('AccessDenied');
  expect(body.includes('Host header')).toBe(!isTaken);
});

test('a preflight from another host is rejected, too', async () => {
  const headers = {
    host: 'evil.example',
    origin: PAGE,
    'access-control-request-method': 'GET',
  };
  const { status } = await rawRequest(`${shared.endpoint}/${bucket}/k`, {
    method: 'OPTIONS',
    headers,
  });
  expect(status).toBe(403);
});

test('bucket.localhost names the bucket, as virtual-hosted style does', async () => {
  const client = createClient(`http://localhost:${shared.port}`);
  const signed = new URL(
    await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'k' })),
  );
  expect(signed.hostname).toBe(`${bucket}.localhost`);
  const answer = await rawRequest(`${shared.endpoint}${signed.pathname}${signed.search}`, {
    headers: { host: signed.host },
  });
  expect(answer.body).toBe('bytes');
});
