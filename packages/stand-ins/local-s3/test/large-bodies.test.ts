import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { LARGE_BODY_BYTES } from '../src/receive-body.ts';
import { BUCKET, failureOf, listFiles, patternBytes, startFixture } from './s3-fixture.ts';

const md5Of = (bytes: Buffer) => createHash('md5').update(bytes).digest();

test.each([
  ['just below the limit', LARGE_BODY_BYTES - 1],
  ['at the limit', LARGE_BODY_BYTES],
  ['longer than whole writes', LARGE_BODY_BYTES + 1_234_567],
])('a body %s is stored with its MD5 as the ETag', async (_, byteCount) => {
  const { client, put } = await startFixture();
  const bytes = patternBytes(byteCount);
  const { ETag } = await put('k', bytes, { ContentMD5: md5Of(bytes).toString('base64') });
  expect(ETag).toBe(`"${md5Of(bytes).toString('hex')}"`);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  expect(md5Of(Buffer.from((await Body?.transformToByteArray()) ?? []))).toEqual(md5Of(bytes));
});

test('several large bodies at a time keep their own MD5s', async () => {
  const { put } = await startFixture();
  const bodies = [0, 1, 2, 3].map((number) => patternBytes(LARGE_BODY_BYTES + number));
  const answers = await Promise.all(bodies.map((bytes, number) => put(`${number}`, bytes)));
  expect(answers.map(({ ETag }) => ETag)).toEqual(
    bodies.map((bytes) => `"${md5Of(bytes).toString('hex')}"`),
  );
});

test('a large body with a wrong Content-MD5 is rejected, and nothing of it is left', async () => {
  const { directory, put } = await startFixture();
  const wrong = { ContentMD5: md5Of(Buffer.from('else')).toString('base64') };
  expect((await failureOf(put('k', patternBytes(LARGE_BODY_BYTES), wrong))).name).toBe('BadDigest');
  const files = await listFiles(directory);
  expect(files.filter((file) => !file.startsWith('index.sqlite'))).toEqual([]);
});

test('the memory of a body is freed when it is written', async () => {
  const { put } = await startFixture();
  const { transfer } = ArrayBuffer.prototype;
  let freedByteCount = 0;
  const freeing = vi.spyOn(ArrayBuffer.prototype, 'transfer');
  freeing.mockImplementation(function (this: ArrayBuffer, length?: number) {
    freedByteCount += this.byteLength;
    return transfer.call(this, length);
  });
  await put('k', patternBytes(LARGE_BODY_BYTES));
  freeing.mockRestore();
  // Pieces of which the socket gave less than half are kept.
  expect(freedByteCount).toBeGreaterThan(LARGE_BODY_BYTES / 2);
});

test('a large body in chunks of any length arrives unchanged', async () => {
  const { client, put } = await startFixture();
  const bytes = patternBytes(LARGE_BODY_BYTES - 1);
  const lengths = [1, 65_536, 99_999, 1_048_577, 3, 700_000];
  const body = Readable.from(
    (function* () {
      for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        yield bytes.subarray(from, from + length);
        from += length;
      }
    })(),
  );
  await put('k', body as never, { ContentLength: bytes.length });
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  expect(md5Of(Buffer.from((await Body?.transformToByteArray()) ?? []))).toEqual(md5Of(bytes));
});
