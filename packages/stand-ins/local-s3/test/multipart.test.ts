import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from 'vitest';
import { createChecksum } from '../src/checksums.ts';
import {
  BUCKET,
  eventually,
  failureOf,
  listFiles,
  patternBytes,
  startFixture,
} from './s3-fixture.ts';

const MIB = 1024 * 1024;
const AT = { Bucket: BUCKET, Key: 'mp' };
const BIG = patternBytes(12 * MIB + 17);
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
function multipartEtag(...parts: Buffer[]) {
  return `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`;
}

async function begin(client: S3Client, rest = {}) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...AT, ...rest }));
  return {
    UploadId,
    part: (PartNumber: number, Body: Buffer, more = {}) =>
      client.send(new UploadPartCommand({ ...AT, UploadId, PartNumber, Body, ...more })),
    complete: (Parts: { PartNumber: number; ETag?: string | undefined }[], more = {}) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...AT,
          UploadId,
          MultipartUpload: { Parts: Parts as { PartNumber: number; ETag: string }[] },
          ...more,
        }),
      ),
  };
}

test('the SDK uploads a stream of unknown length in parts', { timeout: 120_000 }, async () => {
  const { client, directory, read, get } = await startFixture();
  const slices = function* () {
    for (let i = 0; i < BIG.length; i += 65_536) yield BIG.subarray(i, i + 65_536);
  };
  const params = {
    ...AT,
    Body: Readable.from(slices()),
    Metadata: { k: 'v' },
    ContentType: 'image/png',
  };
  const result = await new Upload({ client, params, partSize: 5 * MIB, queueSize: 3 }).done();
  const parts = [BIG.subarray(0, 5 * MIB), BIG.subarray(5 * MIB, 10 * MIB), BIG.subarray(10 * MIB)];
  expect(result.ETag).toBe(multipartEtag(...parts));
  expect((await read('mp')).equals(BIG)).toBe(true);
  expect(await get('mp')).toMatchObject({ Metadata: { k: 'v' }, ContentType: 'image/png' });
  await eventually(async () => (await listFiles(join(directory, 'uploads'))).length === 0);
  const second = await client.send(new GetObjectCommand({ ...AT, PartNumber: 2 }));
  expect(second).toMatchObject({ PartsCount: 3, ContentLength: 5 * MIB });
});

test('parts are listed, replaced and given up', { timeout: 120_000 }, async () => {
  const { client, directory } = await startFixture();
  const { UploadId, part } = await begin(client, { StorageClass: 'GLACIER' });
  await part(2, Buffer.from('two'));
  await part(1, Buffer.from('one'));
  await part(1, Buffer.from('one again'));
  const listed = await client.send(new ListPartsCommand({ ...AT, UploadId }));
  expect(listed.StorageClass).toBe('GLACIER');
  expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 9],
    [2, 3],
  ]);
  const page = await client.send(new ListPartsCommand({ ...AT, UploadId, MaxParts: 1 }));
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1' });
  const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(uploads.Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
  await client.send(new AbortMultipartUploadCommand({ ...AT, UploadId }));
  expect((await failureOf(part(3, Buffer.from('three')))).name).toBe('NoSuchUpload');
  await eventually(async () => (await listFiles(join(directory, 'uploads'))).length === 0);
});

test('parts copied from objects make an object', { timeout: 120_000 }, async () => {
  const { client, put, read } = await startFixture();
  await put('source ü', BIG);
  const { UploadId, complete } = await begin(client);
  const ranges = ['bytes=0-6291455', `bytes=6291456-${BIG.length - 1}`];
  const parts = [];
  for (const [i, CopySourceRange] of ranges.entries()) {
    const CopySource = `${BUCKET}/${encodeURIComponent('source ü')}`;
    const source = { CopySource, CopySourceRange };
    const copied = await client.send(
      new UploadPartCopyCommand({ ...AT, UploadId, PartNumber: i + 1, ...source }),
    );
    parts.push({ PartNumber: i + 1, ETag: copied.CopyPartResult?.ETag });
  }
  await complete(parts);
  expect((await read('mp')).equals(BIG)).toBe(true);
  const beyond = client.send(
    new UploadPartCopyCommand({
      ...AT,
      UploadId: (await begin(client)).UploadId,
      PartNumber: 1,
      CopySource: `${BUCKET}/mp`,
      CopySourceRange: `bytes=0-${BIG.length}`,
    }),
  );
  expect((await failureOf(beyond)).name).toBe('InvalidArgument');
});

test('an upload is completed only with the right parts', { timeout: 120_000 }, async () => {
  const { client } = await startFixture();
  const { part, complete } = await begin(client);
  const small = await part(1, Buffer.from('small'));
  const last = await part(2, Buffer.from('last'));
  const one = { PartNumber: 1, ETag: small.ETag };
  const two = { PartNumber: 2, ETag: last.ETag };
  expect((await failureOf(complete([two, one]))).name).toBe('InvalidPartOrder');
  expect((await failureOf(complete([one, two]))).name).toBe('EntityTooSmall');
  expect((await failureOf(complete([{ ...one, ETag: two.ETag }]))).name).toBe('InvalidPart');
  expect((await failureOf(complete([{ PartNumber: 3, ETag: two.ETag }]))).name).toBe('InvalidPart');
  expect((await failureOf(complete([]))).name).toBe('MalformedXML');
  await complete([two]);
  expect((await failureOf(complete([one]))).name).toBe('NoSuchUpload');
});

test('completing an upload again is answered as before, also after a restart', async () => {
  const { s3, client, directory } = await startFixture();
  const { UploadId, part, complete } = await begin(client);
  const Parts = [{ PartNumber: 1, ETag: (await part(1, Buffer.from('once'))).ETag }];
  const { ETag } = await complete(Parts);
  expect((await complete(Parts)).ETag).toBe(ETag);
  await client.send(new DeleteObjectCommand(AT));
  await s3.close();
  const restarted = await startFixture({ directory });
  const again = await restarted.client.send(
    new CompleteMultipartUploadCommand({ ...AT, UploadId, MultipartUpload: { Parts } }),
  );
  expect(again.ETag).toBe(ETag);
  expect((await failureOf(restarted.get('mp'))).name).toBe('NoSuchKey');
});

test('two completions at the same time end alike', async () => {
  const { client, events, notify } = await startFixture();
  await notify(['s3:ObjectCreated:*']);
  const { part, complete } = await begin(client);
  const Parts = [{ PartNumber: 1, ETag: (await part(1, patternBytes(2_000_000))).ETag }];
  const [one, two] = await Promise.all([complete(Parts), complete(Parts)]);
  expect(one.ETag).toBe(two.ETag);
  await eventually(() => events.length === 1);
});

function crc32Of(...chunks: Buffer[]): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(Buffer.concat(chunks)));
  return bytes.toString('base64');
}

test.for(['FULL_OBJECT', 'COMPOSITE'] as const)(
  'the %s checksum that a client says of the object is verified',
  async (ChecksumType) => {
    const { client } = await startFixture();
    const bytes = Buffer.from('all of it');
    const options = { ChecksumAlgorithm: 'CRC32', ChecksumType } as const;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...AT, ...options }));
    const { ETag, ChecksumCRC32 = '' } = await client.send(
      new UploadPartCommand({
        ...AT,
        UploadId,
        PartNumber: 1,
        Body: bytes,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    const complete = (claim: string, more = {}) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...AT,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] },
          ChecksumCRC32: claim,
          ChecksumType,
          ...more,
        }),
      );
    const right =
      ChecksumType === 'FULL_OBJECT'
        ? crc32Of(bytes)
        : `${crc32Of(Buffer.from(ChecksumCRC32, 'base64'))}-1`;
    expect((await failureOf(complete(crc32Of(Buffer.from('else'))))).name).toBe('BadDigest');
    expect((await failureOf(complete('short'))).name).toBe('InvalidRequest');
    expect((await failureOf(complete(right, { MpuObjectSize: 1 }))).name).toBe('InvalidRequest');
    expect(await complete(right)).toMatchObject({ ChecksumCRC32: right, ChecksumType });
    const { ObjectParts, Checksum, ...rest } = await client.send(
      new GetObjectAttributesCommand({
        ...AT,
        ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
      }),
    );
    expect(Checksum).toEqual({ ChecksumCRC32: right, ChecksumType });
    expect(ObjectParts).toMatchObject({
      TotalPartsCount: 1,
      IsTruncated: false,
      Parts: [{ PartNumber: 1, Size: bytes.length, ChecksumCRC32 }],
    });
    expect(rest).toMatchObject({
      ETag: expect.stringMatching(/^[0-9a-f]{32}-1$/),
      StorageClass: 'STANDARD',
      ObjectSize: bytes.length,
    });
  },
);

test('part numbers run from 1 to 10,000', async () => {
  const { client } = await startFixture();
  const { part } = await begin(client);
  await part(10_000, Buffer.from('x'));
  for (const number of [0, 10_001]) {
    expect((await failureOf(part(number, Buffer.from('x')))).name).toBe('InvalidArgument');
  }
});

test(
  'a composite checksum covers the parts, a full one the object',
  { timeout: 120_000 },
  async () => {
    const { client } = await startFixture();
    const halves = [BIG.subarray(0, 6 * MIB), BIG.subarray(6 * MIB)];
    const crc = async (...chunks: Buffer[]) => {
      const checksum = createChecksum('CRC32');
      chunks.forEach((chunk) => checksum.update(chunk));
      return Buffer.from(await checksum.digest());
    };
    const composite = await crc(...(await Promise.all(halves.map((half) => crc(half)))));
    const expected = {
      COMPOSITE: `${composite.toString('base64')}-2`,
      FULL_OBJECT: (await crc(BIG)).toString('base64'),
    };
    for (const ChecksumType of ['COMPOSITE', 'FULL_OBJECT'] as const) {
      const upload = await begin(client, { ChecksumAlgorithm: 'CRC32', ChecksumType });
      const parts = [];
      for (const [i, half] of halves.entries()) {
        const { ETag, ChecksumCRC32 } = await upload.part(i + 1, half, {
          ChecksumAlgorithm: 'CRC32',
        });
        parts.push({ PartNumber: i + 1, ETag, ChecksumCRC32 });
      }
      expect(await upload.complete(parts)).toMatchObject({
        ChecksumCRC32: expected[ChecksumType],
        ChecksumType,
      });
      const head = await client.send(new HeadObjectCommand({ ...AT, ChecksumMode: 'ENABLED' }));
      expect(head.ChecksumCRC32).toBe(expected[ChecksumType]);
    }
  },
);

test('a full checksum that does not match the joined parts is rejected', async () => {
  const { client, get } = await startFixture();
  const upload = await begin(client, { ChecksumAlgorithm: 'CRC64NVME' });
  const { ETag } = await upload.part(1, Buffer.from('x'), { ChecksumAlgorithm: 'CRC64NVME' });
  const wrong = { ChecksumCRC64NVME: 'AAAAAAAAAAA=', ChecksumType: 'FULL_OBJECT' };
  expect((await failureOf(upload.complete([{ PartNumber: 1, ETag }], wrong))).name).toBe(
    'BadDigest',
  );
  expect((await failureOf(get('mp'))).name).toBe('NoSuchKey');
});

test('unfinished uploads do not keep a bucket from being deleted', async () => {
  const { client, directory } = await startFixture();
  const { part } = await begin(client);
  await part(1, Buffer.from('x'));
  await client.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  await eventually(async () => (await listFiles(join(directory, 'uploads'))).length === 0);
});
