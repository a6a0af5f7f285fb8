import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { startS3 } from '@miniatura/test-support/start-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  copySource,
  deleteObjects,
  deleteUnlessReplaced,
  hasStatus,
  listObjects,
  listVersions,
  ObjectKeptError,
  uploadMetadata,
  uploadOf,
  versionsOfKey,
} from '../src/index.ts';

/** A key with each kind of character that a form, a URL or XML treats specially. */
const ODD_KEY = 'été/a+b c%20&<?#"\u0001.jpg';

const resources = new AsyncDisposableStack();
let endpoint: string;
let s3: S3Client;
let bucket: string;
let buckets = 0;

beforeAll(async () => {
  ({ endpoint, s3 } = await startS3(resources, { buckets: [] }));
});

afterAll(() => resources.disposeAsync());

beforeEach(async () => {
  bucket = `bucket-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});

async function put(key: string, body = key): Promise<string | undefined> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body });
  return (await s3.send(command)).VersionId;
}

async function enableVersioning(): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
}

/** The client, with three entries to a page instead of 1,000. */
function withSmallPages(): S3Client {
  const client = new S3Client({ ...AWS_ACCESS, endpoint });
  client.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, MaxKeys: 3 } }),
    { step: 'initialize' },
  );
  onTestFinished(() => client.destroy());
  return client;
}

async function keysOf(prefix: string, pageSize?: number): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of listObjects(s3, { bucket, prefix, pageSize })) {
    pages.push(page.map(({ key }) => key));
  }
  return pages;
}

describe('Objects are listed', () => {
  test('with keys of any characters, decoded', async () => {
    await put(ODD_KEY, 'abc');
    for await (const page of listObjects(s3, { bucket, prefix: 'été/' })) {
      expect(page).toMatchObject([
        { bucket, key: ODD_KEY, byteCount: 3, eTag: '900150983cd24fb0d6963f7d28e17f72' },
      ]);
    }
  });

  test('page by page', async () => {
    for (const key of ['a 1', 'a 2', 'a 3', 'b']) await put(key);
    expect(await keysOf('a ', 2)).toEqual([['a 1', 'a 2'], ['a 3']]);
  });
});

describe('Versions are listed', () => {
  test('with keys of any characters and each key whole, though pages end within one', async () => {
    await enableVersioning();
    const keys = [ODD_KEY, `${ODD_KEY} longer`, 'last'];
    for (const key of keys) for (let made = 0; made < 4; made++) await put(key);
    const listed = [];
    for await (const page of listVersions(withSmallPages(), bucket, '')) listed.push(...page);
    expect(listed.map(({ key, versions }) => [key, versions.length])).toEqual([
      ['last', 4],
      [ODD_KEY, 4],
      [`${ODD_KEY} longer`, 4],
    ]);
  });

  test('of one key from the newest, delete markers last, without longer keys', async () => {
    await enableVersioning();
    const first = await put('cat', '1');
    const second = await put('cat', '2');
    await put('cat.jpg');
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'cat' }));
    const versions = await versionsOfKey(s3, bucket, 'cat');
    expect(versions.map(({ versionId }) => versionId)).toEqual([second, first, VersionId]);
    expect(versions.map(({ isDeleteMarker }) => isDeleteMarker)).toEqual([false, false, true]);
    expect(await versionsOfKey(s3, bucket, 'ca')).toEqual([]);
  });
});

describe('Objects are deleted', () => {
  test('more than fit into one request, and a missing one is no error', async () => {
    await put('first');
    await put('last');
    const gone = Array.from({ length: 1000 }, (_, index) => ({ key: `gone-${index}` }));
    await deleteObjects(s3, bucket, [{ key: 'first' }, ...gone, { key: 'last' }]);
    expect((await keysOf('')).flat()).toEqual([]);
  });

  test('in all versions', async () => {
    await enableVersioning();
    await put('cat', '1');
    await put('cat', '2');
    await deleteObjects(s3, bucket, await versionsOfKey(s3, bucket, 'cat'));
    expect(await versionsOfKey(s3, bucket, 'cat')).toEqual([]);
  });

  test('or one that S3 keeps is reported with its key and the reason', async () => {
    // A double: the answer of a bucket whose policy denies the deletion of one object.
    const denied = { Key: 'cat', Code: 'AccessDenied', Message: 'Access Denied' };
    const send = async () => ({ Errors: [denied] });
    const deleting = deleteObjects({ send } as unknown as S3Client, bucket, [{ key: 'cat' }]);
    await expect(deleting).rejects.toThrow(ObjectKeptError);
    await expect(deleting).rejects.toMatchObject({
      code: 'object-kept',
      key: 'cat',
      message: `Expected S3 to delete s3://${bucket}/cat but it kept the object: Access Denied`,
    });
  });

  test('unless another object has replaced them', async () => {
    await put('cat', 'new');
    await deleteUnlessReplaced(s3, bucket, { key: 'cat', eTag: '0'.repeat(32) });
    await deleteUnlessReplaced(s3, bucket, { key: 'gone', eTag: '0'.repeat(32) });
    expect(await keysOf('')).toEqual([['cat']]);
  });
});

test('A copy reads a key of any characters, also in an older version', async () => {
  await enableVersioning();
  const versionId = await put(ODD_KEY, 'old');
  await put(ODD_KEY, 'newer');
  const copy = (source: string, to: string) =>
    s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source }));
  await copy(copySource({ bucket, key: ODD_KEY }), 'to/newest');
  await copy(copySource({ bucket, key: ODD_KEY, versionId }), 'to/old');
  for await (const page of listObjects(s3, { bucket, prefix: 'to/' })) {
    expect(page.map(({ byteCount }) => byteCount)).toEqual([5, 3]);
  }
  const failing = copy(copySource({ bucket, key: 'none' }), 'to/none');
  await expect(failing).rejects.toSatisfy((error) => hasStatus(error, 'notFound'));
  await expect(failing).rejects.not.toSatisfy((error) => hasStatus(error, 'conflict'));
});

describe('User metadata', () => {
  test('contains the uploader, the channel and the file name of an object', () => {
    const metadata = uploadMetadata({
      uploadedBy: 'ann',
      uploadedThrough: 'api',
      fileName: 'été.jpg',
    });
    expect(metadata).toEqual({
      'uploaded-by': 'ann',
      'uploaded-through': 'api',
      'file-name': '%C3%A9t%C3%A9.jpg',
    });
    expect(uploadOf(metadata, 'AIDA')).toEqual({
      uploadedBy: 'ann',
      uploadedThrough: 'api',
      fileName: 'été.jpg',
    });
  });

  test.each([{}, { 'uploaded-by': '', 'uploaded-through': 'pigeon' }])(
    'of other clients, %j, leaves S3’s principal and the channel s3',
    (metadata) => {
      expect(uploadOf(metadata, 'AIDA')).toEqual({
        uploadedBy: 'AIDA',
        uploadedThrough: 's3',
        fileName: null,
      });
    },
  );
});
