import { createHash, createHmac } from 'node:crypto';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { DEFAULT_CREDENTIALS } from '../src/index.ts';
import { rawRequest } from './raw-request.ts';
import { BUCKET, createClient, failureOf, startFixture } from './s3-fixture.ts';

const codeOf = async (response: Response) => /<Code>(\w+)</.exec(await response.text())?.[1];

test('a wrong secret, an unknown key id and no signature at all are rejected', async () => {
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

test('a clock that is more than 15 minutes off is rejected', async () => {
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
] as const)('a presigned URL with %s is rejected', async ([, tamper]) => {
  const { client, put } = await startFixture();
  for (const key of ['mine', 'yours']) await put(key);
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'mine' }), {
    expiresIn: 60,
  });
  expect((await fetch(url)).status).toBe(200);
  const answer = await fetch(tamper(url));
  expect([answer.status, await codeOf(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
});

test('a presigned URL for longer than seven days is rejected', async () => {
  const { client, put } = await startFixture();
  await put('k');
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  const answer = await fetch(url.replace(/Expires=\d+/, 'Expires=604801'));
  expect(await codeOf(answer)).toBe('AuthorizationQueryParametersError');
});

test('an x-amz- header that the signature does not cover is rejected', async () => {
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

/** A request signed by hand, with `Date` alone to tell the time. */
function signByDate(version: 2 | 4, date: Date, bucket = BUCKET) {
  const { accessKeyId, secretAccessKey } = DEFAULT_CREDENTIALS;
  const day = date.toUTCString();
  if (version === 2) {
    const text = `GET\n\n\n${day}\n/${bucket}/`;
    const signed = createHmac('sha1', secretAccessKey).update(text).digest('base64');
    return { date: day, authorization: `AWS ${accessKeyId}:${signed}` };
  }
  const amzDate = date.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const names = 'date;host;x-amz-content-sha256';
  const canonical = (host: string) =>
    `GET\n/${bucket}\n\ndate:${day}\nhost:${host}\nx-amz-content-sha256:${hash('')}\n\n${names}\n${hash('')}`;
  const key = [scope.split('/')]
    .flat()
    .reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  return {
    date: day,
    'x-amz-content-sha256': hash(''),
    sign: (host: string) => {
      const text = ['AWS4-HMAC-SHA256', amzDate, scope, hash(canonical(host))].join('\n');
      const signed = createHmac('sha256', key).update(text).digest('hex');
      return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signed}`;
    },
  };
}

test.for([2, 4] as const)('version %i may have its time only in Date', async (version) => {
  const { s3 } = await startFixture();
  const ask = async (atMs: number, changes = {}) => {
    const { sign, ...headers } = { sign: undefined, ...signByDate(version, new Date(atMs)) };
    const { host } = new URL(s3.endpoint);
    const authorization = sign === undefined ? {} : { authorization: sign(host) };
    const all = { ...headers, ...authorization, ...changes };
    const { status, code } = await rawRequest(`${s3.endpoint}/${BUCKET}`, { headers: all });
    return [status, code];
  };
  expect(await ask(Date.now())).toEqual([200, undefined]);
  expect(await ask(Date.now() - 16 * 60_000)).toEqual([403, 'RequestTimeTooSkewed']);
  expect(await ask(Date.now(), { date: 'yesterday' })).toEqual([403, 'AccessDenied']);
  const later = new Date(Date.now() + 5000).toUTCString();
  expect(await ask(Date.now(), { date: later })).toEqual([403, 'SignatureDoesNotMatch']);
});

test('a version 2 header that is not one is an invalid argument', async () => {
  const { s3 } = await startFixture();
  const headers = { authorization: 'AWS nonsense', date: new Date().toUTCString() };
  const { status, code } = await rawRequest(`${s3.endpoint}/${BUCKET}`, { headers });
  expect([status, code]).toEqual([400, 'InvalidArgument']);
});
