import { request } from 'node:http';
import { connect } from 'node:net';
import { DeleteObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import {
  BUCKET,
  eventually,
  failureOf,
  listFiles,
  patternBytes,
  startFixture,
} from './s3-fixture.ts';

const LARGE = patternBytes(3 * 1024 * 1024);

test('the answer reaches a client whose large body is rejected unread', async () => {
  const { s3, put, client } = await startFixture();
  await put('k', 'kept');
  expect((await failureOf(put('k', LARGE, { IfNoneMatch: '*' }))).status).toBe(412);
  expect((await failureOf(put('absent', LARGE, { Bucket: 'absent' }))).name).toBe('NoSuchBucket');
  const unsigned = await fetch(`${s3.endpoint}/${BUCKET}/k`, {
    method: 'PUT',
    body: new Uint8Array(LARGE),
  });
  expect(unsigned.status).toBe(403);
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
  const wrong = await fetch(url, { method: 'PUT', body: new Uint8Array(LARGE), headers });
  expect(await wrong.text()).toContain('<Code>BadDigest</Code>');
});

test('a client with Expect: 100-continue is not asked for a body that will be rejected', async () => {
  const { s3 } = await startFixture();
  const outcome = await new Promise<string>((resolve, reject) => {
    const upload = request(`${s3.endpoint}/${BUCKET}/k`, {
      method: 'PUT',
      headers: { expect: '100-continue', 'content-length': LARGE.length },
    });
    upload.on('continue', () => resolve('continue'));
    upload.on('response', (response) => {
      resolve(`${response.statusCode} ${response.headers.connection}`);
      upload.destroy();
    });
    upload.on('error', reject);
    upload.flushHeaders();
  });
  expect(outcome).toBe('403 close');
});

test('an upload that breaks off leaves nothing behind', async () => {
  const { s3, client, directory, get } = await startFixture();
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'cut' });
  const url = new URL(await getSignedUrl(client, command));
  const socket = connect(Number(url.port), url.hostname);
  socket.write(
    `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: ${LARGE.length}\r\n\r\n`,
  );
  socket.write(LARGE.subarray(0, 2 * 1024 * 1024));
  await eventually(async () =>
    (await listFiles(directory)).some((file) => file.startsWith('tmp/')),
  );
  socket.destroy();
  await eventually(async () => (await listFiles(directory)).every((file) => !file.includes('/')));
  expect((await failureOf(get('cut'))).name).toBe('NoSuchKey');
  await s3.close();
});

test('a body without a length is rejected', async () => {
  const { client } = await startFixture();
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('x'));
      controller.close();
    },
  });
  const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
  const answer = await fetch(url, init);
  expect([answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]]).toEqual([
    411,
    'MissingContentLength',
  ]);
});

test('requests that are no S3 requests get an answer, too', async () => {
  const { s3, client } = await startFixture();
  const codeOf = async (path: string, init?: RequestInit) =>
    /<Code>(\w+)/.exec(await (await fetch(`${s3.endpoint}${path}`, init)).text())?.[1];
  expect(await codeOf(`/${BUCKET}/%ff`)).toBe('InvalidURI');
  expect(await codeOf(`/${BUCKET}/k`, { headers: { authorization: 'Basic x' } })).toBe(
    'InvalidRequest',
  );
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  expect(await codeOf(url.slice(s3.endpoint.length), { method: 'PATCH' })).toBe(
    'SignatureDoesNotMatch',
  );
  const xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>';
  const { failed } = await postDelete(client, xml);
  expect(failed).toBe('MalformedXML');
});

/** Sends another body in the place of the SDK's, signed all the same. */
async function postDelete(
  client: Awaited<ReturnType<typeof startFixture>>['client'],
  body: string,
): Promise<{ failed: string }> {
  const command = new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'k' }] } });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: string }).body = body;
      return next(args);
    },
    { step: 'serialize', priority: 'low', name: 'replaceBody' },
  );
  return { failed: (await failureOf(client.send(command))).name };
}
