import { join, normalize } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectFilePath } from '../src/object-file-path.ts';
import { BUCKET, failureOf, listFiles, startFixture } from './s3-fixture.ts';

test.for([
  ['2026/cat.jpg/small.webp', '2026/cat.jpg/small~id.webp'],
  ['cat.jpg', 'cat~id.jpg'],
  ['.hidden', '.hidden~id'],
  ['folder/', 'folder/~id'],
  ['a//b', 'a/%2F/b~id'],
  ['/etc/passwd', '%2F/etc/passwd~id'],
  ['../../up.png', '%2E%2E/%2E%2E/up~id.png'],
  ['./a/../b', '%2E/a/%2E%2E/b~id'],
  ['..', '..~id'],
  ['a\\b:c?.jpg', 'a%5Cb%3Ac%3F~id.jpg'],
  ['100%/x~y', '100%25/x%7Ey~id'],
  ['line\nbreak', 'line%0Abreak~id'],
  ['ü/猫.png', 'ü/猫~id.png'],
  [`${'n'.repeat(300)}.jpg`, `${'n'.repeat(200)}~id.jpg`],
] as const)('the key %j is kept in %j', ([key, file]) => {
  expect(objectFilePath('b', key, 'id')).toBe(`buckets/b/${file}`);
});

test('no key leaves its folder, nor makes a name too long for a file system', () => {
  const part = fc.constantFrom('..', '.', '/', '\\', '\0', '%', '~', 'a', 'ü', '\u{1F600}', '.jpg');
  const key = fc.array(part, { minLength: 1, maxLength: 400 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(key, (text) => {
      const path = objectFilePath('b', text, 'id');
      expect(normalize(path)).toBe(path);
      expect(path).toMatch(/^buckets\/b\//);
      expect(path).not.toContain('\0');
      expect(Buffer.byteLength(path)).toBeLessThan(900);
      for (const name of path.split('/')) expect(Buffer.byteLength(name)).toBeLessThan(256);
    }),
  );
});

test('names that try to leave the folder are kept safely and come back as they are', async () => {
  const { client, directory, put, read } = await startFixture();
  const keys = [
    '../../escape',
    '..',
    '/absolute',
    'a/../../../b',
    'x/./y',
    '\\windows\\..\\up',
    `${'d/'.repeat(511)}e`,
    'k'.repeat(1024),
    'ü'.repeat(512),
  ];
  for (const key of keys) await put(key, key);
  for (const key of keys) expect((await read(key)).toString()).toBe(key);
  const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(listed.Contents?.map(({ Key }) => Key).toSorted()).toEqual(keys.toSorted());
  expect(await listFiles(join(directory, 'buckets', BUCKET))).toHaveLength(keys.length);
  const elsewhere = (await listFiles(directory)).filter(
    (file) => !file.startsWith(`buckets/${BUCKET}/`) && !file.startsWith('index.sqlite'),
  );
  expect(elsewhere).toEqual([]);
});

test('a key of 1,025 bytes and a key with a NUL are rejected', async () => {
  const { put } = await startFixture();
  expect((await failureOf(put('k'.repeat(1025)))).name).toBe('KeyTooLongError');
  expect((await failureOf(put('ü'.repeat(513)))).name).toBe('KeyTooLongError');
  expect((await failureOf(put('a\0b'))).name).toBe('InvalidArgument');
});

test('a bucket name that is a path is rejected', async () => {
  const { s3, get } = await startFixture();
  for (const bucket of ['..', '.', '%2e%2e', 'a%2fb', '..%2f..']) {
    const answer = await fetch(`${s3.endpoint}/${bucket}/k`);
    expect(answer.status).toBe(403);
  }
  expect((await failureOf(get('k', { Bucket: '..' }))).name).toMatch(
    /InvalidBucketName|NoSuchBucket/,
  );
});
