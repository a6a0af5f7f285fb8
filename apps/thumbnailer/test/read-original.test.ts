import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { expect, test } from 'vitest';
import { s3Originals } from '../src/s3-objects.ts';

/** More than one chunk of a connection. */
const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

test('an original is read whole', async () => {
  expect(await readFrom((_, response) => response.writeHead(200, HEADERS).end(BYTES))).toEqual({
    ...{ found: 'current', byteCount: BYTES.length, eTag: 'tag', bytes: BYTES },
    ...{ versionId: undefined, userMetadata: {}, uploadedAt: expect.any(Date) },
  });
});

test('an empty original is read', async () => {
  const original = await readFrom((_, response) =>
    response.writeHead(200, { ...HEADERS, ...headersOf(Buffer.alloc(0)) }).end(),
  );
  expect(original).toMatchObject({ byteCount: 0, bytes: Buffer.alloc(0) });
});

test('bytes that are not those that were stored are an error', async () => {
  const changed = Buffer.from(BYTES);
  changed[200_000] = 255;
  await expect(
    readFrom((_, response) => response.writeHead(200, HEADERS).end(changed)),
  ).rejects.toThrow(/Checksum mismatch/);
});

test('a connection that ends before all bytes have arrived is an error', async () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, HEADERS);
    response.write(BYTES.subarray(0, 150_000), () => response.destroy());
  };
  await expect(readFrom(cut)).rejects.toThrow(/aborted|closed|lost|ECONNRESET/);
});

const HEADERS = { ETag: '"tag"', ...headersOf(BYTES) };

function headersOf(bytes: Buffer) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return {
    'Content-Length': bytes.length,
    'x-amz-checksum-crc32': sum.toString('base64'),
    'x-amz-checksum-type': 'FULL_OBJECT',
  };
}

/** Reads an original from a server that answers each request in this way. */
async function readFrom(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const s3 = new S3Client({ ...AWS_ACCESS, endpoint: `http://127.0.0.1:${port}` });
  try {
    const object = { bucket: 'originals', key: 'a.jpg', eTag: 'tag', maxBytes: 1_000_000 };
    return await s3Originals(s3).get(object);
  } finally {
    s3.destroy();
    server.close();
  }
}
