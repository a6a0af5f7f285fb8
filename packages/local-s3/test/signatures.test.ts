import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { BUCKET, createClient, failureOf, startFixture } from './s3-fixture.ts';

const codeOf = async (response: Response) => /<Code>(\w+)</.exec(await response.text())?.[1];

test('a wrong secret, an unknown key id and no signature at all are refused', async () => {
  const { s3 } = await startFixture();
  const wrong = createClient(s3.endpoint, 'wrong');
  expect(await failureOf(wrong.send(new ListBucketsCommand({})))).toMatchObject({
    name: 'SignatureDoesNotMatch',
    status: 403,
  });
  const anonymous = await fetch(`${s3.endpoint}/${BUCKET}/k`);
  expect([anonymous.status, await codeOf(anonymous)]).toEqual([403, 'AccessDenied']);
  expect(anonymous.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
  const unknown = await fetch(
    `${s3.endpoint}/?AWSAccessKeyId=nobody&Expires=9999999999&Signature=x`,
  );
  expect(await codeOf(unknown)).toBe('InvalidAccessKeyId');
});

test('a clock that is more than 15 minutes off is refused', async () => {
  let skewMs = 0;
  const { client } = await startFixture({ now: () => new Date(Date.now() + skewMs) });
  skewMs = 14 * 60_000;
  await client.send(new ListBucketsCommand({}));
  skewMs = 16 * 60_000;
  expect(await failureOf(client.send(new ListBucketsCommand({})))).toMatchObject({
    name: 'RequestTimeTooSkewed',
    status: 403,
  });
});

test('presigned URLs read and write until they expire', async () => {
  let aheadMs = 0;
  const { client, read } = await startFixture({ now: () => new Date(Date.now() + aheadMs) });
  const at = { Bucket: BUCKET, Key: 'ps ü+put.bin' };
  const putUrl = await getSignedUrl(
    client,
    new PutObjectCommand({ ...at, ContentType: 'image/png', Metadata: { owner: 'alice' } }),
    { expiresIn: 60 },
  );
  const init = { method: 'PUT', body: 'bytes', headers: { 'content-type': 'image/png' } };
  expect((await fetch(putUrl, init)).status).toBe(200);
  expect((await read(at.Key)).toString()).toBe('bytes');
  const getUrl = await getSignedUrl(
    client,
    new GetObjectCommand({ ...at, ResponseContentDisposition: 'attachment; filename="x.jpg"' }),
    { expiresIn: 60 },
  );
  const answer = await fetch(getUrl);
  expect(await answer.text()).toBe('bytes');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="x.jpg"');
  expect(answer.headers.get('x-amz-meta-owner')).toBe('alice');
  aheadMs = 61_000;
  const late = await fetch(getUrl);
  expect([late.status, await codeOf(late)]).toEqual([403, 'AccessDenied']);
  aheadMs = -16 * 60_000;
  expect((await fetch(getUrl)).status).toBe(403);
});

test.for([
  ['another signature', (url: string) => url.replace(/Signature=..../, 'Signature=0000')],
  ['another key', (url: string) => url.replace('/mine?', '/yours?')],
  ['a longer life', (url: string) => url.replace('Expires=60', 'Expires=600')],
  ['another header', (url: string) => `${url}&response-content-type=text%2Fhtml`],
] as const)('a presigned URL with %s is refused', async ([, tamper]) => {
  const { client, put } = await startFixture();
  for (const key of ['mine', 'yours']) await put(key);
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'mine' }), {
    expiresIn: 60,
  });
  expect((await fetch(url)).status).toBe(200);
  const answer = await fetch(tamper(url));
  expect([answer.status, await codeOf(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
});

test('a presigned URL for longer than seven days is refused', async () => {
  const { client, put } = await startFixture();
  await put('k');
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  const answer = await fetch(url.replace(/Expires=\d+/, 'Expires=604801'));
  expect(await codeOf(answer)).toBe('AuthorizationQueryParametersError');
});

test('an x-amz- header that the signature does not cover is refused', async () => {
  const { client } = await startFixture();
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'k' });
  const url = await getSignedUrl(client, command, { expiresIn: 60 });
  const headers = { 'x-amz-meta-owner': 'mallory' };
  const answer = await fetch(url, { method: 'PUT', body: 'x', headers });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<HeadersNotSigned>x-amz-meta-owner</HeadersNotSigned>');
});

test('version 2 presigned URLs, which older tools make, work and expire', async () => {
  const { s3, put } = await startFixture();
  await put('a b.txt', 'hello');
  const sign = (path: string, expires: number) => {
    const text = `GET\n\n\n${expires}\n${path}`;
    const signature = createHmac('sha1', 'local-secret').update(text).digest('base64');
    const query = new URLSearchParams({
      AWSAccessKeyId: 'local',
      Signature: signature,
      Expires: String(expires),
    });
    return `${s3.endpoint}${path}?${query}`;
  };
  const nowSeconds = Math.floor(Date.now() / 1000);
  const url = sign(`/${BUCKET}/a%20b.txt`, nowSeconds + 60);
  expect(await (await fetch(url)).text()).toBe('hello');
  expect((await fetch(`${url}0`)).status).toBe(403);
  expect((await fetch(sign(`/${BUCKET}/a%20b.txt`, nowSeconds - 1))).status).toBe(403);
});

test('the credentials given at the start are the ones accepted', async () => {
  const { s3 } = await startFixture();
  const credentials = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'local-secret' };
  const other = createClient(s3.endpoint);
  other.config.credentials = async () => credentials;
  expect((await failureOf(other.send(new ListBucketsCommand({})))).name).toBe('InvalidAccessKeyId');
});
