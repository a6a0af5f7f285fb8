import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  GetObjectTaggingCommand,
  PutBucketEncryptionCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, failureOf, patternBytes, startFixture } from './s3-fixture.ts';

async function startWithSource() {
  const fixture = await startFixture();
  const bytes = patternBytes(3000);
  await fixture.put('a/b ü+1.jpg', bytes, {
    ContentType: 'image/jpeg',
    Metadata: { owner: 'alice' },
    Tagging: 'a=1',
  });
  const CopySource = `${BUCKET}/${encodeURIComponent('a/b ü+1.jpg')}`;
  const copy = (Key: string, rest = {}) =>
    fixture.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource, ...rest }));
  return { ...fixture, bytes, copy };
}

test('a copy keeps bytes, type, metadata and tags', async () => {
  const { client, bytes, copy, read, get } = await startWithSource();
  const answer = await copy('copy.jpg');
  expect(answer.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  expect(await read('copy.jpg')).toEqual(bytes);
  expect(await get('copy.jpg')).toMatchObject({
    ContentType: 'image/jpeg',
    Metadata: { owner: 'alice' },
  });
  const tags = await client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'copy.jpg' }));
  expect(tags.TagSet).toEqual([{ Key: 'a', Value: '1' }]);
});

test('a copy gets new metadata, tags and checksums on request', async () => {
  const { copy, get } = await startWithSource();
  await copy('copy.png', {
    MetadataDirective: 'REPLACE',
    ContentType: 'image/png',
    Metadata: { owner: 'bob' },
    TaggingDirective: 'REPLACE',
    ChecksumAlgorithm: 'SHA256',
  });
  const answer = await get('copy.png', { ChecksumMode: 'ENABLED' });
  expect(answer).toMatchObject({ ContentType: 'image/png', Metadata: { owner: 'bob' } });
  expect(answer.TagCount).toBe(undefined);
  expect(answer.ChecksumSHA256).toBe(
    createHash('sha256').update(patternBytes(3000)).digest('base64'),
  );
});

test('a copy onto itself has to change something', async () => {
  const { copy, get } = await startWithSource();
  const self = 'a/b ü+1.jpg';
  expect((await failureOf(copy(self))).name).toBe('InvalidRequest');
  await copy(self, { MetadataDirective: 'REPLACE', Metadata: { owner: 'carol' } });
  expect((await get(self)).Metadata).toEqual({ owner: 'carol' });
});

test('a copy onto itself encrypts the object as its bucket says', async () => {
  const { client, copy, get } = await startWithSource();
  const self = 'a/b ü+1.jpg';
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'new-key' } as const;
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }],
      },
    }),
  );
  const { Metadata } = await get(self);
  await copy(self);
  expect(await get(self)).toMatchObject({ Metadata, SSEKMSKeyId: 'new-key' });
});

test('a copy heeds conditions on its source', async () => {
  const { copy } = await startWithSource();
  for (const condition of [
    { CopySourceIfMatch: '"other"' },
    { CopySourceIfNoneMatch: '*' },
    { CopySourceIfUnmodifiedSince: new Date(0) },
    { CopySourceIfModifiedSince: new Date(Date.now() + 60_000) },
  ]) {
    expect((await failureOf(copy('x', condition))).name).toBe('PreconditionFailed');
  }
  expect((await failureOf(copy('x', { CopySource: `${BUCKET}/absent` }))).name).toBe('NoSuchKey');
  expect((await failureOf(copy('x', { CopySource: 'nonsense' }))).name).toBe('InvalidArgument');
});
