import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { expect, test } from 'vitest';
import { BUCKET, eventually, failureOf, patternBytes, startFixture } from './s3-fixture.ts';

const FIELDS = {
  'Content-Type': 'image/png',
  'x-amz-meta-tag': 't1 ü',
  success_action_status: '201',
};

async function startForm(options: Parameters<typeof startFixture>[0] = {}) {
  const fixture = await startFixture(options);
  const presign = (more: Partial<PresignedPostOptions> = {}) =>
    createPresignedPost(fixture.client, {
      Bucket: BUCKET,
      Key: 'up/lit.png',
      Conditions: [
        ['content-length-range', 10, 10_000],
        ['starts-with', '$Content-Type', 'image/'],
      ],
      Fields: FIELDS,
      Expires: 60,
      ...more,
    });
  const post = async (
    form: { url: string; fields: Record<string, string> },
    bytes = patternBytes(5000),
    fileName = 'pic.png',
  ) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.set(name, value);
    body.set('file', new Blob([new Uint8Array(bytes)]), fileName);
    const response = await fetch(form.url, { method: 'POST', body, redirect: 'manual' });
    return { response, text: await response.text() };
  };
  return { ...fixture, presign, post };
}

test("a browser's form stores its file and sends an event", async () => {
  const { client, presign, post, read, notify, events } = await startForm();
  await notify(['s3:ObjectCreated:Post']);
  const { response, text } = await post(await presign());
  expect(response.status).toBe(201);
  expect(text).toContain(`<Bucket>${BUCKET}</Bucket><Key>up/lit.png</Key>`);
  expect(await read('up/lit.png')).toEqual(patternBytes(5000));
  const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'up/lit.png' }));
  expect(head.ContentType).toBe('image/png');
  const encoded = Buffer.from('t1 ü').toString('base64');
  expect(head.Metadata).toEqual({ tag: `=?UTF-8?B?${encoded}?=` });
  await eventually(() => events.length === 1);
});

test('${filename} in the key stands for the name of the file, without its folders', async () => {
  const { presign, post, read } = await startForm();
  const form = await presign({ Key: 'up/${filename}' });
  await post(form, patternBytes(20), 'ü pic.png');
  expect(await read('up/ü pic.png')).toHaveLength(20);
  await post(form, patternBytes(20), '../../escape.png');
  expect(await read('up/escape.png')).toHaveLength(20);
});

test.for([
  [9, 'EntityTooSmall'],
  [10_001, 'EntityTooLarge'],
  [3_000_000, 'EntityTooLarge'],
] as const)('a file of %i bytes is rejected: %s', async ([byteCount, code]) => {
  const { presign, post, get } = await startForm();
  const { response, text } = await post(await presign(), patternBytes(byteCount));
  expect(response.status).toBe(400);
  expect(text).toContain(`<Code>${code}</Code>`);
  expect((await failureOf(get('up/lit.png'))).name).toBe('NoSuchKey');
});

test.for([
  ['another policy', { Policy: 'eyJ9' }, 'SignatureDoesNotMatch'],
  ['another key', { key: 'up/other.png' }, 'AccessDenied'],
  ['a forbidden type', { 'Content-Type': 'text/html' }, 'AccessDenied'],
  ['a field the policy does not know', { 'x-amz-meta-extra': '1' }, 'AccessDenied'],
  ['another algorithm', { 'X-Amz-Algorithm': 'AWS4-NONE' }, 'InvalidArgument'],
  [
    'another key id',
    { 'X-Amz-Credential': 'x/20260101/us-east-1/s3/aws4_request' },
    'InvalidAccessKeyId',
  ],
] as const)('a form with %s is rejected', async ([, change, code]) => {
  const { presign, post, get } = await startForm();
  const { url, fields } = await presign();
  const { text } = await post({ url, fields: { ...fields, ...change } });
  expect(text).toContain(`<Code>${code}</Code>`);
  expect((await failureOf(get('up/lit.png'))).name).toBe('NoSuchKey');
});

test('a form without a policy is anonymous, and rejected', async () => {
  const { s3, post } = await startForm();
  const { response, text } = await post({ url: `${s3.endpoint}/${BUCKET}`, fields: { key: 'k' } });
  expect([response.status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([403, 'AccessDenied']);
});

test('a form is good until its policy expires', async () => {
  let aheadMs = 0;
  const { presign, post } = await startForm({ now: () => new Date(Date.now() + aheadMs) });
  const form = await presign();
  aheadMs = 61_000;
  expect((await post(form)).text).toContain('Policy expired');
});

test('a form may ask to be sent on', async () => {
  const { presign, post } = await startForm();
  const success_action_redirect = 'http://127.0.0.1:4200/done?from=form';
  const { response } = await post(
    await presign({ Fields: { ...FIELDS, success_action_redirect } }),
  );
  expect(response.status).toBe(303);
  const location = new URL(response.headers.get('location') ?? '');
  expect(Object.fromEntries(location.searchParams)).toMatchObject({
    from: 'form',
    bucket: BUCKET,
    key: 'up/lit.png',
  });
});

test.for([
  [
    'no file',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--b--\r\n',
    'InvalidArgument',
  ],
  [
    'a body that breaks off',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disp',
    'MalformedPOSTRequest',
  ],
  ['no boundary', 'multipart/form-data', 'x', 'MalformedPOSTRequest'],
] as const)('a form with %s is rejected', async ([, contentType, body, code]) => {
  const { s3 } = await startFixture();
  const headers = { 'content-type': contentType };
  const answer = await fetch(`${s3.endpoint}/${BUCKET}`, { method: 'POST', headers, body });
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

test('a line break in a field never reaches a header', async () => {
  const { presign, post } = await startForm();
  const Fields = { ...FIELDS, 'x-amz-meta-tag': 'a\r\nset-cookie: b' };
  const { response, text } = await post(await presign({ Fields }));
  expect([response.status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([400, 'InvalidArgument']);
});
