import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketAnalyticsConfigurationCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketTaggingCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, failureOf, startFixture } from './s3-fixture.ts';

const AT = { Bucket: BUCKET };

test('buckets are made, listed, found and deleted', async () => {
  const { client, put } = await startFixture();
  await client.send(new CreateBucketCommand({ Bucket: 'another' }));
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['another', BUCKET]);
  expect(Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
  expect((await client.send(new HeadBucketCommand(AT))).BucketRegion).toBe('us-east-1');
  await put('k');
  expect((await failureOf(client.send(new DeleteBucketCommand(AT)))).name).toBe('BucketNotEmpty');
  await client.send(new DeleteBucketCommand({ Bucket: 'another' }));
  const head = client.send(new HeadBucketCommand({ Bucket: 'another' }));
  expect(await failureOf(head)).toMatchObject({ name: 'NotFound', status: 404 });
});

test('making a bucket again succeeds in us-east-1 and nowhere else', async () => {
  const { client } = await startFixture();
  await client.send(new CreateBucketCommand(AT));
  const abroad = await startFixture({ region: 'eu-central-1' });
  expect((await failureOf(abroad.client.send(new CreateBucketCommand(AT)))).name).toBe(
    'BucketAlreadyOwnedByYou',
  );
  const at = await abroad.client.send(new GetBucketLocationCommand(AT));
  expect(at.LocationConstraint).toBe('eu-central-1');
});

test.for(['ab', 'Upper', 'a..b', '-a-', '127.0.0.1', 'a'.repeat(64), 'under_score', 'xn--abc'])(
  'the bucket name %s is rejected',
  async (name) => {
    const { client } = await startFixture();
    const made = client.send(new CreateBucketCommand({ Bucket: name }));
    expect((await failureOf(made)).name).toBe('InvalidBucketName');
  },
);

test('a lifecycle configuration is kept, returned and taken away', async () => {
  const { client } = await startFixture();
  const get = () => client.send(new GetBucketLifecycleConfigurationCommand(AT));
  expect((await failureOf(get())).name).toBe('NoSuchLifecycleConfiguration');
  const Rules = [
    { ID: 'x', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } },
  ];
  await client.send(
    new PutBucketLifecycleConfigurationCommand({ ...AT, LifecycleConfiguration: { Rules } }),
  );
  expect((await get()).Rules).toEqual(Rules);
  await client.send(new DeleteBucketLifecycleCommand(AT));
  expect((await failureOf(get())).name).toBe('NoSuchLifecycleConfiguration');
});

test('tags of a bucket are kept', async () => {
  const { client } = await startFixture();
  const TagSet = [{ Key: 'team', Value: 'platform' }];
  await client.send(new PutBucketTaggingCommand({ ...AT, Tagging: { TagSet } }));
  expect((await client.send(new GetBucketTaggingCommand(AT))).TagSet).toEqual(TagSet);
});

test('an unimplemented operation is reported by name', async () => {
  const { client } = await startFixture();
  const commands = [
    client.send(new GetBucketAnalyticsConfigurationCommand({ ...AT, Id: 'a' })),
    client.send(new PutBucketLoggingCommand({ ...AT, BucketLoggingStatus: {} })),
    client.send(new RestoreObjectCommand({ ...AT, Key: 'k' })),
  ];
  const failures = await Promise.all(commands.map(failureOf));
  expect(failures.map(({ name, status }) => [name, status])).toEqual(
    Array(3).fill(['NotImplemented', 501]),
  );
  expect(failures.map(({ message }) => message)).toEqual([
    'GET ?analytics is not implemented.',
    'PUT ?logging is not implemented.',
    'POST ?restore is not implemented.',
  ]);
});

test('buckets are listed by prefix, page by page', async () => {
  const { client } = await startFixture();
  for (const Bucket of ['page-a', 'page-b', 'page-c']) {
    await client.send(new CreateBucketCommand({ Bucket }));
  }
  const first = await client.send(new ListBucketsCommand({ Prefix: 'page-', MaxBuckets: 2 }));
  expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['page-a', 'page-b']);
  expect(first.Prefix).toBe('page-');
  const { ContinuationToken } = first;
  const rest = await client.send(
    new ListBucketsCommand({ Prefix: 'page-', MaxBuckets: 2, ContinuationToken }),
  );
  expect([rest.Buckets?.map(({ Name }) => Name), rest.ContinuationToken]).toEqual([
    ['page-c'],
    undefined,
  ]);
  const none = await client.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }));
  expect(none.Buckets).toEqual([]);
  const wrong = client.send(new ListBucketsCommand({ MaxBuckets: 10_001 }));
  expect((await failureOf(wrong)).name).toBe('InvalidArgument');
});
