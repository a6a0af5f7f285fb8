import {
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, expect, test } from 'vitest';
import { rawRequest } from './raw-request.ts';
import { newBucket, shareEndpoint } from './s3-fixture.ts';

const shared = shareEndpoint();
let at = { Bucket: '', Key: 'k' };

beforeAll(async () => {
  at = { Bucket: await newBucket(shared.client), Key: 'k' };
  await shared.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
});

async function getWith(ResponseContentDisposition: string) {
  return rawRequest(
    await getSignedUrl(shared.client, new GetObjectCommand({ ...at, ResponseContentDisposition })),
  );
}

test('an override in ISO-8859-1 is sent unchanged', async () => {
  const { status, headers } = await getWith('attachment; filename="grün.jpg"');
  expect([status, headers['content-disposition']]).toEqual([
    200,
    'attachment; filename="grün.jpg"',
  ]);
});

test.for(['attachment; filename="猫.jpg"', 'a\r\nset-cookie: b', '\u007f'])(
  'the override %j is rejected, and the connection is not dropped',
  async (value) => {
    const { status, code, headers } = await getWith(value);
    expect([status, code, headers['set-cookie']]).toEqual([400, 'InvalidArgument', undefined]);
  },
);

test('a header outside ASCII is returned unchanged', async () => {
  const bytes = Buffer.from('attachment; filename="猫.jpg"').toString('latin1');
  const put = await rawRequest(await getSignedUrl(shared.client, new PutObjectCommand(at)), {
    method: 'PUT',
    headers: { 'content-disposition': bytes, 'content-length': 1 },
    body: 'x',
  });
  expect(put.status).toBe(200);
  const { headers } = await rawRequest(await getSignedUrl(shared.client, new GetObjectCommand(at)));
  expect(headers['content-disposition']).toBe(bytes);
});

test('metadata outside ASCII is returned as an encoded word', async () => {
  // As the S3 User Guide shows it: bytes of UTF-8 are taken for ISO-8859-1.
  const word = Buffer.from(Buffer.from('grün').toString('latin1')).toString('base64');
  await shared.client.send(
    new PutObjectCommand({ ...at, Body: 'x', Metadata: { note: 'grün', plain: 'green' } }),
  );
  const { Metadata } = await shared.client.send(new HeadObjectCommand(at));
  expect(Metadata).toEqual({
    note: `=?UTF-8?B?${word}?=`,
    plain: 'green',
  });
});

test('a CORS rule with a header that HTTP cannot carry drops no connection', async () => {
  const Bucket = await newBucket(shared.client);
  const origin = 'http://127.0.0.1:4606';
  const CORSRules = [
    { AllowedOrigins: [origin], AllowedMethods: ['GET'], ExposeHeaders: ['x-猫'] },
  ];
  await shared.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const { status, code } = await rawRequest(`${shared.endpoint}/${Bucket}/k`, {
    headers: { origin },
  });
  expect([status, code]).toEqual([400, 'InvalidArgument']);
});

test.for(['200-ok', '', '100-Continue'])('the expectation %j is met', async (expectation) => {
  const url = await getSignedUrl(shared.client, new PutObjectCommand(at));
  const { status } = await rawRequest(url, {
    method: 'PUT',
    headers: { expect: expectation, 'content-length': 1 },
    body: 'x',
  });
  expect(status).toBe(200);
});
