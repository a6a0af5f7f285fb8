import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, failureOf, startFixture } from './s3-fixture.ts';

const ORIGIN = 'http://localhost:4200';
const RULE: CORSRule = {
  AllowedMethods: ['GET', 'PUT', 'POST'],
  AllowedOrigins: [ORIGIN, 'http://*.example.com'],
  AllowedHeaders: ['content-*'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 600,
};

async function startWithRules(...CORSRules: CORSRule[]) {
  const fixture = await startFixture();
  const { client, s3 } = fixture;
  const putRules = () =>
    client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } }));
  const preflight = (origin: string, method: string, requestHeaders?: string) =>
    fetch(`${s3.endpoint}/${BUCKET}/k`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        ...(requestHeaders ? { 'access-control-request-headers': requestHeaders } : {}),
      },
    });
  return { ...fixture, putRules, preflight };
}

test('a preflight is answered from the rules, without a signature', async () => {
  const { client, putRules, preflight } = await startWithRules(RULE);
  await putRules();
  const answer = await preflight(ORIGIN, 'PUT', 'Content-Type, content-md5');
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'GET, PUT, POST',
    'access-control-allow-headers': 'content-type, content-md5',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '600',
    vary: expect.stringContaining('Origin'),
  });
  expect((await preflight('http://a.example.com', 'GET')).status).toBe(200);
  const read = await client.send(new GetBucketCorsCommand({ Bucket: BUCKET }));
  expect(read.CORSRules).toEqual([RULE]);
});

test.for([
  ['http://localhost:4201', 'PUT', undefined],
  [ORIGIN, 'DELETE', undefined],
  [ORIGIN, 'PUT', 'x-custom'],
  ['http://example.com', 'GET', undefined],
] as const)('a preflight from %s for %s with %s is rejected', async ([origin, method, headers]) => {
  const { putRules, preflight } = await startWithRules(RULE);
  await putRules();
  const answer = await preflight(origin, method, headers);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('access-control-allow-origin')).toBe(null);
});

test('answers carry the headers too, even rejections, so that the page can read them', async () => {
  const { s3, putRules } = await startWithRules(RULE);
  const headers = { origin: ORIGIN };
  const ask = () => fetch(`${s3.endpoint}/${BUCKET}/k`, { headers });
  expect((await ask()).headers.get('access-control-allow-origin')).toBe(null);
  await putRules();
  const answer = await ask();
  expect(answer.status).toBe(403);
  expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(answer.headers.get('access-control-expose-headers')).toBe('ETag');
});

test('rules that S3 would reject are rejected, and missing ones are reported', async () => {
  const { client, putRules } = await startWithRules({ ...RULE, AllowedMethods: ['PATCH'] });
  expect((await failureOf(putRules())).name).toBe('InvalidRequest');
  const wild = await startWithRules({ ...RULE, AllowedOrigins: ['http://*.*'] });
  expect((await failureOf(wild.putRules())).name).toBe('InvalidRequest');
  const get = client.send(new GetBucketCorsCommand({ Bucket: BUCKET }));
  expect((await failureOf(get)).name).toBe('NoSuchCORSConfiguration');
});
