import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, createChecksum } from '../src/checksums.ts';
import { BUCKET, failureOf, patternBytes, startFixture, temporaryFolder } from './s3-fixture.ts';

test.for([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const)('%s of the digits 1 to 9 is the published value', async ([algorithm, hex]) => {
  const checksum = createChecksum(algorithm);
  checksum.update(Buffer.from('1234'));
  checksum.update(Buffer.from('56789'));
  expect(Buffer.from(await checksum.digest()).toString('hex')).toBe(hex);
});

test.for(CHECKSUM_ALGORITHMS)('a stream with a %s trailer is stored and checked', async (name) => {
  const { client, put } = await startFixture();
  const file = join(temporaryFolder(), 'stream.bin');
  const bytes = patternBytes(300_000);
  writeFileSync(file, bytes);
  const written = await put('st', createReadStream(file), { ChecksumAlgorithm: name });
  const field = `Checksum${name}` as const;
  const computed = createChecksum(name);
  computed.update(bytes);
  const expected = Buffer.from(await computed.digest()).toString('base64');
  expect(written[field]).toBe(expected);
  const read = await client.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: 'st', ChecksumMode: 'ENABLED' }),
  );
  expect(read[field]).toBe(expected);
  expect(read.ChecksumType).toBe('FULL_OBJECT');
  expect(read.ContentEncoding).toBe(undefined);
  expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

test.for([
  ['CRC32', 4],
  ['CRC32C', 4],
  ['CRC64NVME', 8],
  ['SHA1', 20],
  ['SHA256', 32],
] as const)('a wrong %s is rejected and nothing is stored', async ([name, byteCount]) => {
  const { put, get } = await startFixture();
  const field = `Checksum${name}`;
  const wrong = { [field]: Buffer.alloc(byteCount, 7).toString('base64') };
  expect(await failureOf(put('bad', 'bytes', wrong))).toMatchObject({
    name: 'BadDigest',
    status: 400,
  });
  const malformed = put('bad', 'bytes', { [field]: 'AA==' });
  expect((await failureOf(malformed)).name).toBe('InvalidRequest');
  expect((await failureOf(get('bad'))).name).toBe('NoSuchKey');
});

test('Content-MD5 is checked, and rejected when it is no MD5', async () => {
  const { put } = await startFixture();
  await put('k', 'hello', { ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' });
  expect(
    (await failureOf(put('k', 'hullo', { ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' }))).name,
  ).toBe('BadDigest');
  expect((await failureOf(put('k', 'hello', { ContentMD5: 'abc' }))).name).toBe('InvalidDigest');
});

test('a checksum is answered only when it is asked for, and never with a range', async () => {
  const { client, put } = await startFixture();
  await put('k', 'hello', { ChecksumAlgorithm: 'SHA256' });
  const at = { Bucket: BUCKET, Key: 'k' };
  const plain = await client.send(new HeadObjectCommand(at));
  expect(plain.ChecksumSHA256).toBe(undefined);
  const asked = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
  expect(asked.ChecksumSHA256).toBe('LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=');
  const ranged = await client.send(
    new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED', Range: 'bytes=0-1' }),
  );
  expect(ranged.ChecksumSHA256).toBe(undefined);
  expect(await ranged.Body?.transformToString()).toBe('he');
});
