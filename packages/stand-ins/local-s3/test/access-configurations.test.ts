import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketRequestPaymentCommand,
  GetBucketWebsiteCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, failureOf, newBucket, shareEndpoint, startFixture } from './s3-fixture.ts';

const shared = shareEndpoint();
const OWNER_GRANT = {
  Grantee: { Type: 'CanonicalUser', ID: '0'.repeat(64), DisplayName: 'local' },
  Permission: 'FULL_CONTROL',
};
const PUBLIC_GRANT = {
  Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
  Permission: 'READ',
};

test('a bucket rejects ACLs, as new ones on S3 do, and returns its owner', async () => {
  const { client } = shared;
  const Bucket = await newBucket(client);
  const put = (ACL: 'private' | 'public-read' | 'bucket-owner-full-control') =>
    client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL }));
  await put('private');
  await put('bucket-owner-full-control');
  await put('' as 'private'); // s3fs 0.4 sends an empty header.
  const rejected = [
    put('public-read'),
    client.send(
      new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', GrantRead: `id="${'1'.repeat(64)}"` }),
    ),
    client.send(new PutBucketAclCommand({ Bucket, ACL: 'private' })),
    client.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'private' })),
  ];
  for (const failure of await Promise.all(rejected.map(failureOf))) {
    expect(failure).toMatchObject({ name: 'AccessControlListNotSupported', status: 400 });
  }
  const create = new CreateBucketCommand({ Bucket: 'public-bucket', ACL: 'public-read' });
  expect((await failureOf(client.send(create))).name).toBe('InvalidBucketAclWithObjectOwnership');
  const invalid = put('public' as 'private');
  expect((await failureOf(invalid)).name).toBe('InvalidArgument');
  const { Grants } = await client.send(new GetBucketAclCommand({ Bucket }));
  expect(Grants).toEqual([OWNER_GRANT]);
  const object = await client.send(new GetObjectAclCommand({ Bucket, Key: 'k' }));
  expect(object.Grants).toEqual([OWNER_GRANT]);
  const controls = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
  expect(controls.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
});

test('a bucket whose ownership allows ACLs stores them, and grants no access', async () => {
  const { client, endpoint } = shared;
  const Bucket = await newBucket(client, { ObjectOwnership: 'ObjectWriter', ACL: 'public-read' });
  await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL: 'public-read' }));
  const { Grants } = await client.send(new GetObjectAclCommand({ Bucket, Key: 'k' }));
  expect(Grants).toEqual([PUBLIC_GRANT, OWNER_GRANT]);
  expect((await fetch(`${endpoint}/${Bucket}/k`)).status).toBe(403);
  await client.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    }),
  );
  const put = client.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
  expect(await failureOf(put)).toMatchObject({ name: 'AccessDenied', status: 403 });
});

test('with ignoreAcls every bucket takes ACLs', async () => {
  const { client, put } = await startFixture({ ignoreAcls: true });
  await put('k', 'x', { ACL: 'public-read' });
  await client.send(new PutBucketAclCommand({ Bucket: BUCKET, ACL: 'authenticated-read' }));
  const { Grants, Owner } = await client.send(new GetBucketAclCommand({ Bucket: BUCKET }));
  expect(Grants).toHaveLength(2);
  const AccessControlPolicy = { Owner, Grants: [OWNER_GRANT, PUBLIC_GRANT] } as never;
  await client.send(new PutObjectAclCommand({ Bucket: BUCKET, Key: 'k', AccessControlPolicy }));
  const object = await client.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: 'k' }));
  expect(object.Grants).toEqual([OWNER_GRANT, PUBLIC_GRANT]);
});

function policyFor(bucket: string, more = {}) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
        ...more,
      },
    ],
  });
}

test('a bucket policy is kept and checked for its form', async () => {
  const { client } = shared;
  const Bucket = await newBucket(client);
  const get = () => client.send(new GetBucketPolicyCommand({ Bucket }));
  const put = (Policy: string) => client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const isPublic = async () =>
    (await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
  expect((await failureOf(get())).name).toBe('NoSuchBucketPolicy');
  for (const Policy of [
    '{}',
    'no json',
    policyFor('another-bucket'),
    policyFor(Bucket, { Effect: 'Maybe' }),
  ]) {
    expect((await failureOf(put(Policy))).name).toBe('MalformedPolicy');
  }
  await put(policyFor(Bucket, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/32' } } }));
  expect(await isPublic()).toBe(false);
  await put(policyFor(Bucket));
  expect([(await get()).Policy, await isPublic()]).toEqual([policyFor(Bucket), true]);
  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
  const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect((await failureOf(put(policyFor(Bucket)))).name).toBe('AccessDenied');
  const block = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicAcls: false,
    BlockPublicPolicy: true,
  });
});

test("new objects report the bucket's encryption", async () => {
  const { client } = shared;
  const Bucket = await newBucket(client);
  const get = () => client.send(new GetBucketEncryptionCommand({ Bucket }));
  expect((await failureOf(get())).name).toBe('ServerSideEncryptionConfigurationNotFoundError');
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
  await client.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
  );
  expect((await get()).ServerSideEncryptionConfiguration?.Rules).toEqual(Rules);
  const put = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  expect(put.ServerSideEncryption).toBe('AES256');
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
  expect((await failureOf(get())).name).toBe('ServerSideEncryptionConfigurationNotFoundError');
});

test("an object with a customer's key is read with that key only", async () => {
  const { client } = shared;
  const at = { Bucket: await newBucket(client), Key: 'k' };
  const keyOf = (text: string) => {
    const key = Buffer.alloc(32, text);
    return {
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: key.toString('base64'),
      SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
    };
  };
  const put = await client.send(new PutObjectCommand({ ...at, Body: 'x', ...keyOf('a') }));
  expect(put.SSECustomerAlgorithm).toBe('AES256');
  const get = (key = {}) => client.send(new GetObjectCommand({ ...at, ...key }));
  expect(await (await get(keyOf('a'))).Body?.transformToString()).toBe('x');
  expect((await failureOf(get())).name).toBe('InvalidRequest');
  expect((await failureOf(get(keyOf('b')))).name).toBe('InvalidRequest');
  const other = { ...keyOf('a'), SSECustomerAlgorithm: 'AES128' };
  const wrong = client.send(new PutObjectCommand({ ...at, Body: 'x', ...other }));
  expect(await failureOf(wrong)).toMatchObject({
    name: 'InvalidEncryptionAlgorithmError',
    status: 400,
  });
});

test('configurations that no bucket has here are absent, as S3 says it', async () => {
  const { client } = shared;
  const Bucket = await newBucket(client);
  const payment = await client.send(new GetBucketRequestPaymentCommand({ Bucket }));
  expect(payment.Payer).toBe('BucketOwner');
  const website = client.send(new GetBucketWebsiteCommand({ Bucket }));
  expect((await failureOf(website)).name).toBe('NoSuchWebsiteConfiguration');
});
