import { join } from 'node:path';
import {
  type BucketVersioningStatus,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, eventually, failureOf, listFiles, startFixture } from './s3-fixture.ts';

async function startVersioned() {
  const fixture = await startFixture();
  const { client } = fixture;
  const setVersioning = (Status: BucketVersioningStatus) =>
    client.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }),
    );
  await setVersioning('Enabled');
  return {
    ...fixture,
    setVersioning,
    versions: (rest = {}) =>
      client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, ...rest })),
    remove: (Key: string, VersionId?: string) =>
      client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId })),
  };
}

test('versioning is off until it is configured, and then reported', async () => {
  const { client, put } = await startFixture();
  const ask = () => client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }));
  expect((await ask()).Status).toBe(undefined);
  expect((await put('k')).VersionId).toBe(undefined);
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: BUCKET,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  expect((await ask()).Status).toBe('Enabled');
  expect((await put('k')).VersionId).toMatch(/^[0-9a-f]{32}$/);
});

test('every version stays readable by its id, and the newest by name', async () => {
  const { put, read, get, versions } = await startVersioned();
  const one = await put('k', 'one');
  const two = await put('k', 'two');
  expect((await read('k')).toString()).toBe('two');
  expect((await read('k', { VersionId: one.VersionId })).toString()).toBe('one');
  expect((await get('k')).VersionId).toBe(two.VersionId);
  const listed = (await versions()).Versions;
  expect(listed?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [two.VersionId, true],
    [one.VersionId, false],
  ]);
  expect((await failureOf(get('k', { VersionId: '0'.repeat(32) }))).name).toBe('NoSuchVersion');
});

test('a deletion leaves a marker, and deleting the marker brings the object back', async () => {
  const { client, put, read, get, versions, remove } = await startVersioned();
  const { VersionId } = await put('k', 'one');
  const marker = await remove('k');
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.stringMatching(/\w{32}/) });
  expect((await failureOf(get('k'))).name).toBe('NoSuchKey');
  expect((await failureOf(get('k', { VersionId: marker.VersionId }))).status).toBe(405);
  expect((await read('k', { VersionId })).toString()).toBe('one');
  expect((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
  expect((await versions()).DeleteMarkers).toMatchObject([
    { VersionId: marker.VersionId, IsLatest: true },
  ]);
  await remove('k', marker.VersionId);
  expect((await read('k')).toString()).toBe('one');
});

test('deleting a version frees its file; the newest left becomes the latest', async () => {
  const { directory, put, read, versions, remove } = await startVersioned();
  await put('k', 'one');
  const two = await put('k', 'two');
  await remove('k', two.VersionId);
  expect((await read('k')).toString()).toBe('one');
  expect((await versions()).Versions).toMatchObject([{ IsLatest: true }]);
  await eventually(async () => (await listFiles(join(directory, 'buckets'))).length === 1);
});

test('while suspended, the null version alone is replaced', async () => {
  const { put, read, versions, remove, setVersioning } = await startVersioned();
  const { VersionId } = await put('k', 'kept');
  await setVersioning('Suspended');
  expect((await put('k', 'first')).VersionId).toBe(undefined);
  await put('k', 'second');
  expect((await versions()).Versions?.map((v) => v.VersionId)).toEqual(['null', VersionId]);
  expect((await read('k', { VersionId: 'null' })).toString()).toBe('second');
  expect(await remove('k')).toMatchObject({ VersionId: 'null', DeleteMarker: true });
  expect((await versions()).Versions?.map((v) => v.VersionId)).toEqual([VersionId]);
});

test('versions are listed page by page, newest first within a key', async () => {
  const { put, versions } = await startVersioned();
  for (const key of ['a', 'b', 'b', 'b', 'c/1', 'c/2']) await put(key);
  const all = (await versions()).Versions?.map(({ Key, VersionId }) => `${Key} ${VersionId}`);
  const seen: string[] = [];
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let truncated: boolean | undefined = true; truncated;) {
    const page = await versions({ MaxKeys: 2, ...markers });
    seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    truncated = page.IsTruncated;
  }
  expect(seen).toEqual(all);
  const folded = await versions({ Delimiter: '/' });
  expect(folded.CommonPrefixes).toEqual([{ Prefix: 'c/' }]);
  expect(folded.Versions).toHaveLength(4);
});

test('a bucket with a version left is not empty', async () => {
  const { client, put, remove } = await startVersioned();
  const { VersionId } = await put('k');
  const marker = await remove('k');
  const deleteBucket = () => client.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  expect(await failureOf(deleteBucket())).toMatchObject({ name: 'BucketNotEmpty', status: 409 });
  const Objects = [
    { Key: 'k', VersionId },
    { Key: 'k', VersionId: marker.VersionId },
  ];
  const answer = await client.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
  );
  expect(answer.Deleted).toHaveLength(2);
  await deleteBucket();
});
