import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';
import { startS3 } from '@miniatura/test-support/start-s3';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { expect, test } from 'vitest';
import { createCopiesHandler } from '../src/create-copies-handler.ts';
import { auditCopies, purgeCopies } from '../src/purge-copies.ts';
import { s3ObjectVersions } from '../src/s3-object-versions.ts';

const BUCKET = 'originals';
const REGION = 'us-east-1';
const COPIES_REGION = 'us-west-2';
const HOUR_MS = 60 * 60 * 1000;

interface Region {
  readonly s3: S3Client;
  /** `key`, or `key (deleted)` for a delete marker. */
  names(): Promise<string[]>;
}

async function startRegion(
  directory: string,
  resources: AsyncDisposableStack,
  { region, buckets = [] }: { readonly region: string; readonly buckets?: readonly string[] },
): Promise<Region> {
  const options = { directory, region, buckets, versionedBuckets: buckets };
  const { s3 } = await startS3(resources, options);
  return {
    s3,
    async names() {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: BUCKET }),
      );
      return [
        ...Versions.map(({ Key }) => String(Key)),
        ...DeleteMarkers.map(({ Key }) => `${Key} (deleted)`),
      ].toSorted();
    },
  };
}

/**
 * Two regions: `put` stores an object in both with the same version id, like S3's replication.
 * Later changes are not replicated.
 */
async function withRegions(
  put: (s3: S3Client) => Promise<unknown>,
  use: (here: Region, there: Region) => Promise<void>,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const folder = await temporaryFolder(resources);
  {
    await using before = new AsyncDisposableStack();
    const { s3 } = await startRegion(join(folder, 'here'), before, {
      region: REGION,
      buckets: [BUCKET],
    });
    await put(s3);
  }
  await cp(join(folder, 'here'), join(folder, 'there'), { recursive: true });
  const here = await startRegion(join(folder, 'here'), resources, { region: REGION });
  await use(here, await startRegion(join(folder, 'there'), resources, { region: COPIES_REGION }));
}

function putAll(...keys: readonly string[]) {
  return async (s3: S3Client) => {
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  };
}

/** Deletes every version of a key, as a purge does. */
async function deleteForGood({ s3 }: Region, key: string): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: key }),
  );
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  }
}

function copiesOf(here: Region, there: Region, hoursAhead: number) {
  return {
    copiedBuckets: [
      { source: s3ObjectVersions(here.s3, BUCKET), copies: s3ObjectVersions(there.s3, BUCKET) },
    ],
    retentionDays: DEFAULT_RETENTION_DAYS,
    now: () => new Date(Date.now() + hoursAhead * HOUR_MS),
  };
}

test('Copies without a source are deleted and others are kept, in any order of keys', async () => {
  // In UTF-16 the order of the last two is reversed.
  const keys = ['a/1', 'a/2', 'a b', 'ä', 'z', '\uFF5E', '\u{1F600}'];
  await withRegions(putAll(...keys), async (here, there) => {
    await deleteForGood(here, 'a/2');
    await deleteForGood(here, '\uFF5E');
    await putAll('a/1x', 'zz')(here.s3);
    const { copyCount, outcome } = await purgeCopies(copiesOf(here, there, 2));
    expect({ copyCount, outcome }).toEqual({ copyCount: 2, outcome: 'done' });
    expect(await there.names()).toEqual(
      keys.filter((key) => key !== 'a/2' && key !== '\uFF5E').toSorted(),
    );
  });
});

test('Copies of deleted versions are deleted, and a delete marker that still hides one is kept', async () => {
  const putTwiceAndRemove = async (s3: S3Client) => {
    await putAll('cat', 'cat', 'dog')(s3);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'cat' }));
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'dog' }));
  };
  await withRegions(putTwiceAndRemove, async (here, there) => {
    await deleteForGood(here, 'dog');
    const { Versions = [] } = await here.s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
    const [{ Key, VersionId } = {}] = Versions;
    await here.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
    await purgeCopies(copiesOf(here, there, 2));
    expect(await there.names()).toEqual(['cat', 'cat (deleted)']);
    await deleteForGood(here, 'cat');
    await purgeCopies(copiesOf(here, there, 2));
    expect(await there.names()).toEqual([]);
  });
});

test('A copy that is younger than an hour is kept: its source may be newer than the listing', async () => {
  await withRegions(putAll('cat'), async (here, there) => {
    await deleteForGood(here, 'cat');
    await purgeCopies(copiesOf(here, there, 0.9));
    expect(await there.names()).toEqual(['cat']);
  });
});

test('An expired copy is deleted, even if its original still exists', async () => {
  await withRegions(putAll('cat'), async (here, there) => {
    const days = DEFAULT_RETENTION_DAYS * 24;
    await purgeCopies(copiesOf(here, there, days - 0.1));
    expect(await there.names()).toEqual(['cat']);
    await purgeCopies(copiesOf(here, there, days + 0.1));
    expect(await there.names()).toEqual([]);
    expect(await here.names()).toEqual(['cat']);
  });
});

test('An audit finds overdue copies, and copies without a source', async () => {
  await withRegions(putAll('cat', 'dog'), async (here, there) => {
    await deleteForGood(here, 'dog');
    const early = await auditCopies(copiesOf(here, there, 2));
    expect(early).toMatchObject({ isKept: true, copyCount: 2, outlivedCount: 0, orphanCount: 1 });
    expect(early.findings[0]?.where).toMatch(/^s3:\/\/originals\/dog\?versionId=/);
    const late = await auditCopies(copiesOf(here, there, DEFAULT_RETENTION_DAYS * 24 + 1.1));
    expect(late).toMatchObject({ isKept: false, outlivedCount: 2, orphanCount: 0 });
  });
});

test('The handler purges or audits by its event, and stops before its timeout', async () => {
  await withRegions(putAll('cat'), async (here, there) => {
    await deleteForGood(here, 'cat');
    const recorded: object[] = [];
    const handler = createCopiesHandler({
      ...copiesOf(here, there, 2),
      log: { info: () => undefined, error: () => undefined },
      recordMetrics: (metrics) => void recorded.push(metrics),
    });
    const run = (event: object, leftMs: number) =>
      handler(event, { getRemainingTimeInMillis: () => leftMs });
    expect(await run({}, 1000)).toEqual({ outcome: 'out-of-time', copyCount: 0 });
    expect(await run({ action: 'audit' }, 60_000)).toMatchObject({ orphanCount: 1 });
    expect(await run({ action: 'purge' }, 60_000)).toEqual({ outcome: 'done', copyCount: 1 });
    await expect(run({ action: 'destroy' }, 60_000)).rejects.toThrow('purge');
    expect(recorded).toEqual([
      { deletedCopies: 0 },
      { outlivedCopies: 0, orphanCopies: 1 },
      { deletedCopies: 1 },
    ]);
  });
});

test('A programming error fails the run, which deletes nothing', async () => {
  const handler = createCopiesHandler({
    copiedBuckets: [{ source: undefined as never, copies: undefined as never }],
    retentionDays: DEFAULT_RETENTION_DAYS,
    now: () => new Date(),
    log: { info: () => undefined, error: () => undefined },
    recordMetrics: () => expect.fail('A run that fails records nothing'),
  });
  for (const action of ['purge', 'audit']) {
    const run = handler({ action }, { getRemainingTimeInMillis: () => 60_000 });
    await expect(run).rejects.toThrow(TypeError);
  }
});
