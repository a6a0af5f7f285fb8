import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  BUCKET,
  eventually,
  failureOf,
  listFiles,
  patternBytes,
  startFixture,
} from './s3-fixture.ts';

const KEY = 'a/b ü+1.jpg';

test('an object is returned with its bytes, type, headers and metadata', async () => {
  const { client, put, read } = await startFixture();
  const bytes = patternBytes(3000);
  const { ETag } = await put(KEY, bytes, {
    ContentType: 'image/jpeg',
    CacheControl: 'max-age=60',
    ContentDisposition: 'inline',
    Metadata: { owner: 'alice', 'x-note': 'hello' },
    ServerSideEncryption: 'AES256',
    StorageClass: 'STANDARD_IA',
    Tagging: 'a=1&b=2',
  });
  expect(ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  expect(await read(KEY)).toEqual(bytes);
  const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY }));
  expect(head).toMatchObject({
    ContentLength: 3000,
    ContentType: 'image/jpeg',
    CacheControl: 'max-age=60',
    ContentDisposition: 'inline',
    Metadata: { owner: 'alice', 'x-note': 'hello' },
    ServerSideEncryption: 'AES256',
    StorageClass: 'STANDARD_IA',
    TagCount: 2,
    ETag,
  });
});

test('an object without bytes is an object', async () => {
  const { put, read, get } = await startFixture();
  await put('empty', '');
  expect(await read('empty')).toHaveLength(0);
  expect(await get('empty')).toMatchObject({
    ContentLength: 0,
    ContentType: 'application/octet-stream',
  });
});

test('a body of many megabytes streams in and out whole', { timeout: 120_000 }, async () => {
  const { put, read } = await startFixture();
  const bytes = patternBytes(9 * 1024 * 1024 + 7);
  await put('large', bytes);
  expect((await read('large')).equals(bytes)).toBe(true);
});

test.for([
  ['bytes=10-19', 10, 20],
  ['bytes=2990-', 2990, 3000],
  ['bytes=-5', 2995, 3000],
  ['bytes=0-999999', 0, 3000],
  ['bytes=-999999', 0, 3000],
] as const)('the range %s is answered with its bytes', async ([Range, start, end]) => {
  const { put, get } = await startFixture();
  const bytes = patternBytes(3000);
  await put('k', bytes);
  const answer = await get('k', { Range });
  expect(answer.$metadata.httpStatusCode).toBe(206);
  expect(answer.ContentRange).toBe(`bytes ${start}-${end - 1}/3000`);
  expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).toEqual(
    bytes.subarray(start, end),
  );
});

test('a range behind the end is rejected, a malformed one ignored', async () => {
  const { put, get } = await startFixture();
  await put('k', 'abc');
  expect(await failureOf(get('k', { Range: 'bytes=3-' }))).toMatchObject({
    name: 'InvalidRange',
    status: 416,
  });
  expect((await get('k', { Range: 'bytes=2-1' })).$metadata.httpStatusCode).toBe(200);
});

test('a missing object is reported as missing', async () => {
  const { client, get } = await startFixture();
  expect(await failureOf(get('nope'))).toMatchObject({ name: 'NoSuchKey', status: 404 });
  const head = client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'nope' }));
  expect(await failureOf(head)).toMatchObject({ name: 'NotFound', status: 404 });
  expect(await failureOf(get('k', { Bucket: 'absent' }))).toMatchObject({ name: 'NoSuchBucket' });
});

test('conditional reads compare the ETag and the date', async () => {
  const { put, get } = await startFixture();
  const { ETag } = await put('k');
  const past = new Date(Date.now() - 3_600_000);
  const future = new Date(Date.now() + 3_600_000);
  expect((await get('k', { IfMatch: ETag })).ETag).toBe(ETag);
  expect((await get('k', { IfMatch: ETag, IfUnmodifiedSince: past })).ETag).toBe(ETag);
  expect((await failureOf(get('k', { IfMatch: '"other"' }))).status).toBe(412);
  expect((await failureOf(get('k', { IfNoneMatch: ETag }))).status).toBe(304);
  expect((await failureOf(get('k', { IfModifiedSince: future }))).status).toBe(304);
  expect((await failureOf(get('k', { IfUnmodifiedSince: past }))).status).toBe(412);
});

test('conditional writes never overwrite what they must not', async () => {
  const { client, put, read } = await startFixture();
  const { ETag } = await put('k', 'first');
  expect((await failureOf(put('k', 'second', { IfNoneMatch: '*' }))).name).toBe(
    'PreconditionFailed',
  );
  expect((await failureOf(put('k', 'second', { IfMatch: '"other"' }))).status).toBe(412);
  expect((await failureOf(put('absent', 'x', { IfMatch: ETag }))).name).toBe('NoSuchKey');
  expect(await read('k')).toEqual(Buffer.from('first'));
  const stale = client.send(
    new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k', IfMatch: '"other"' }),
  );
  expect((await failureOf(stale)).status).toBe(412);
  await put('k', 'second', { IfMatch: ETag });
  expect(await read('k')).toEqual(Buffer.from('second'));
});

test('of many writers with If-None-Match, one wins', async () => {
  const { put } = await startFixture();
  const writes = Array.from({ length: 8 }, (_, i) =>
    put('one', `writer ${i}`, { IfNoneMatch: '*' }),
  );
  const results = await Promise.allSettled(writes);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an overwrite leaves the new bytes only, and a reader of the old ones finishes', async () => {
  const { directory, put, get, read } = await startFixture();
  const old = patternBytes(4 * 1024 * 1024, 1);
  await put('dir/k.bin', old);
  const reading = await get('dir/k.bin');
  await put('dir/k.bin', 'new');
  expect(Buffer.from((await reading.Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
  expect(await read('dir/k.bin')).toEqual(Buffer.from('new'));
  await eventually(async () => (await listFiles(join(directory, 'buckets'))).length === 1);
});

test('a key and a key below it exist side by side, in files that keep their names', async () => {
  const { directory, put, read } = await startFixture();
  await put('cat.jpg', 'cat');
  await put('cat.jpg/small.webp', 'small cat');
  expect((await read('cat.jpg')).toString()).toBe('cat');
  const files = await listFiles(join(directory, 'buckets', BUCKET));
  expect(files).toEqual([
    expect.stringMatching(/^cat\.jpg\/small~[0-9a-z]+\.webp$/),
    expect.stringMatching(/^cat~[0-9a-z]+\.jpg$/),
  ]);
  const small = await readFile(join(directory, 'buckets', BUCKET, files[0] as string), 'utf8');
  expect(small).toBe('small cat');
});

test('deleting one or many removes the files, and missing ones are no error', async () => {
  const { client, directory, put, get } = await startFixture();
  for (const key of ['l/0', 'l/1', 'l/ 2 &<>']) await put(key);
  const answer = await client.send(
    new DeleteObjectsCommand({
      Bucket: BUCKET,
      Delete: { Objects: [{ Key: 'l/0' }, { Key: 'l/ 2 &<>' }, { Key: 'absent' }] },
    }),
  );
  expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['l/0', 'l/ 2 &<>', 'absent']);
  await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'l/1' }));
  await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'l/1' }));
  expect((await failureOf(get('l/1'))).name).toBe('NoSuchKey');
  await eventually(async () => (await listFiles(join(directory, 'buckets'))).length === 0);
});

test('tags are kept, counted and taken away', async () => {
  const { client, put, get } = await startFixture();
  await put('k');
  const at = { Bucket: BUCKET, Key: 'k' };
  const TagSet = [{ Key: 'a', Value: 'b & c' }];
  await client.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
  expect((await client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual(TagSet);
  expect((await get('k')).TagCount).toBe(1);
  await client.send(new DeleteObjectTaggingCommand(at));
  expect((await client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
  const twice = { TagSet: [...TagSet, ...TagSet] };
  const put2 = client.send(new PutObjectTaggingCommand({ ...at, Tagging: twice }));
  expect((await failureOf(put2)).name).toBe('InvalidTag');
});

test('limits of S3 apply: metadata, storage class, ACLs, locks', async () => {
  const { put } = await startFixture();
  const tooMuch = put('k', 'x', { Metadata: { note: 'n'.repeat(2048) } });
  expect((await failureOf(tooMuch)).name).toBe('MetadataTooLarge');
  await put('k', 'x', { Metadata: { note: 'n'.repeat(2044) } });
  expect(await failureOf(put('k', 'x', { StorageClass: 'SHELF' }))).toMatchObject({
    name: 'InvalidArgument',
    message: expect.stringContaining('Expected one of STANDARD'),
  });
  expect((await failureOf(put('k', 'x', { ACL: 'public-read' }))).name).toBe(
    'AccessControlListNotSupported',
  );
  const locked = put('k', 'x', {
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date(),
  });
  expect(await failureOf(locked)).toMatchObject({ name: 'InvalidRequest', status: 400 });
});

test('everything is there again after a restart', async () => {
  const { s3, directory, put } = await startFixture();
  await put(KEY, 'kept', { Metadata: { owner: 'alice' } });
  await s3.close();
  const { read, get } = await startFixture({ directory });
  expect((await read(KEY)).toString()).toBe('kept');
  expect((await get(KEY)).Metadata).toEqual({ owner: 'alice' });
});
