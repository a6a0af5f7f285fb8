import {
  type DefaultRetention,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockRetention,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf, newBucket, shareEndpoint } from './s3-fixture.ts';

const shared = shareEndpoint();
const DAY_MS = 86_400_000;
/** Whole seconds, as S3 returns them. */
const inDays = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS);

async function startLocked(rest = {}) {
  const { client } = shared;
  const Bucket = await newBucket(client, { ObjectLockEnabledForBucket: true });
  const at = { Bucket, Key: 'k' };
  const { VersionId } = await client.send(new PutObjectCommand({ ...at, Body: 'x', ...rest }));
  return {
    Bucket,
    client,
    at,
    version: { ...at, VersionId },
    retain: (Retention: ObjectLockRetention, more = {}) =>
      client.send(new PutObjectRetentionCommand({ ...at, Retention, ...more })),
    remove: (more = {}) => client.send(new DeleteObjectCommand({ ...at, VersionId, ...more })),
    putDefault: (DefaultRetention: DefaultRetention) =>
      client.send(
        new PutObjectLockConfigurationCommand({
          Bucket,
          ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
        }),
      ),
  };
}

test('a version under governance can only be deleted with a bypass', async () => {
  const { client, at, retain, remove } = await startLocked();
  const retention = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(2) } as const;
  await retain(retention);
  expect((await client.send(new GetObjectRetentionCommand(at))).Retention).toEqual(retention);
  expect(await failureOf(remove())).toMatchObject({ name: 'AccessDenied', status: 403 });
  const shorter = { ...retention, RetainUntilDate: inDays(1) };
  expect((await failureOf(retain(shorter))).name).toBe('AccessDenied');
  await retain(shorter, { BypassGovernanceRetention: true });
  // Without a version id, a delete marker hides the object and nothing is lost.
  await client.send(new DeleteObjectCommand(at));
  await remove({ BypassGovernanceRetention: true });
});

test('a version under compliance cannot be deleted', async () => {
  const until = inDays(1);
  const { client, version, retain, remove, Bucket } = await startLocked({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: until,
  });
  const bypass = { BypassGovernanceRetention: true };
  expect((await failureOf(remove(bypass))).name).toBe('AccessDenied');
  const weaker = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(3) } as const;
  expect((await failureOf(retain(weaker, bypass))).name).toBe('AccessDenied');
  const { Errors } = await client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: 'k', VersionId: version.VersionId }] },
      ...bypass,
    }),
  );
  expect(Errors).toMatchObject([{ Key: 'k', Code: 'AccessDenied' }]);
  expect(await client.send(new HeadObjectCommand(version))).toMatchObject({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: until,
  });
});

test('a legal hold keeps a version until it is removed', async () => {
  const { client, at, remove } = await startLocked();
  const hold = (Status: 'ON' | 'OFF') =>
    client.send(new PutObjectLegalHoldCommand({ ...at, LegalHold: { Status } }));
  const get = () => client.send(new GetObjectLegalHoldCommand(at));
  expect((await failureOf(get())).name).toBe('NoSuchObjectLockConfiguration');
  await hold('ON');
  expect((await get()).LegalHold).toEqual({ Status: 'ON' });
  expect((await failureOf(remove({ BypassGovernanceRetention: true }))).name).toBe('AccessDenied');
  await hold('OFF');
  await remove();
});

test("new objects get the bucket's retention", async () => {
  const { client, at, putDefault, Bucket } = await startLocked();
  await putDefault({ Mode: 'GOVERNANCE', Days: 3 });
  const { VersionId } = await client.send(new PutObjectCommand({ ...at, Body: 'second' }));
  const { Retention } = await client.send(new GetObjectRetentionCommand({ ...at, VersionId }));
  const leftMs = (Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now();
  expect([Retention?.Mode, Math.round(leftMs / DAY_MS)]).toEqual(['GOVERNANCE', 3]);
  const read = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
  expect(read.ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({
    Mode: 'GOVERNANCE',
    Days: 3,
  });
});

test.for([
  [{ Mode: 'GOVERNANCE', Days: 0 }, 'InvalidRetentionPeriod'],
  [{ Mode: 'GOVERNANCE', Years: -1 }, 'InvalidRetentionPeriod'],
  [{ Mode: 'GOVERNANCE', Days: 1, Years: 1 }, 'MalformedXML'],
  [{ Mode: 'FOREVER' as 'GOVERNANCE', Days: 1 }, 'MalformedXML'],
] as const)('a default retention of %o is rejected: %s', async ([retention, code]) => {
  const { putDefault } = await startLocked();
  expect((await failureOf(putDefault(retention))).name).toBe(code);
});

test('a bucket without Object Lock takes no lock, and one with it stays versioned', async () => {
  const { client } = shared;
  const Bucket = await newBucket(client);
  const put = client.send(
    new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ObjectLockLegalHoldStatus: 'ON' }),
  );
  expect((await failureOf(put)).name).toBe('InvalidRequest');
  const get = client.send(new GetObjectLockConfigurationCommand({ Bucket }));
  expect((await failureOf(get)).name).toBe('ObjectLockConfigurationNotFoundError');
  const locked = await startLocked();
  const suspend = client.send(
    new PutBucketVersioningCommand({
      Bucket: locked.Bucket,
      VersioningConfiguration: { Status: 'Suspended' },
    }),
  );
  expect(await failureOf(suspend)).toMatchObject({ name: 'InvalidBucketState', status: 409 });
});
