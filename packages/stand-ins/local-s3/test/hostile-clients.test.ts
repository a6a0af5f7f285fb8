import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { GetObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakOff, rawRequest } from './raw-request.ts';
import { eventually, listFiles, newBucket, patternBytes, shareEndpoint } from './s3-fixture.ts';

const MIB = 1024 * 1024;
const shared = shareEndpoint();
const unhandled: unknown[] = [];
const remember = (error: unknown) => void unhandled.push(error);
let bucket = '';
let putUrl = new URL('http://127.0.0.1');
let getUrl = new URL('http://127.0.0.1');

beforeAll(async () => {
  process.on('unhandledRejection', remember);
  const { client } = shared;
  bucket = await newBucket(client);
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'big', Body: patternBytes(8 * MIB) }),
  );
  putUrl = new URL(
    await getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: 'cut' })),
  );
  getUrl = new URL(
    await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'big' })),
  );
});

afterAll(() => void process.off('unhandledRejection', remember));

function head(method: string, { pathname, search, host }: URL, ...headers: string[]): string {
  return [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`, ...headers, '', ''].join(
    '\r\n',
  );
}

/** Nothing is left of the exchange, and the endpoint answers. */
async function expectClean(): Promise<void> {
  await eventually(async () => {
    const files = await listFiles(shared.directory);
    return files.every((file) => !file.startsWith('tmp/') && !file.includes('/cut~'));
  });
  await shared.client.send(new HeadBucketCommand({ Bucket: bucket }));
  expect(unhandled).toEqual([]);
}

test('uploads that break off at any point leave nothing behind', async () => {
  const bytes = patternBytes(3 * MIB);
  const start = head('PUT', putUrl, `content-length: ${bytes.length}`);
  const cuts = [0, 1, 1000, 65_536, MIB, MIB + 1, 2 * MIB + 5, bytes.length - 1];
  await Promise.all(cuts.map((cut) => breakOff(shared.port, start, bytes.subarray(0, cut))));
  await breakOff(shared.port, start.slice(0, 60));
  await expectClean();
});

test.for<readonly [string, string]>([
  ['of no size', 'zz\r\n'],
  ['without its line end', '5\r\nabcdefgh'],
  ['of an endless size', 'fffffffffffffffff\r\n'],
  ['of an endless header', '1'.repeat(100_000)],
  ['cut off', '10\r\nabc'],
])('an aws-chunked body with a chunk %s is rejected', async ([, body]) => {
  const answer = await rawRequest(putUrl.href, {
    method: 'PUT',
    headers: {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': 5,
      'content-length': Buffer.byteLength(body),
    },
    body,
  });
  expect([400, 403]).toContain(answer.status);
  await expectClean();
});

/** The files of the store that this process has open; undefined where the system does not tell. */
function openFiles(): readonly string[] | undefined {
  try {
    return readdirSync('/proc/self/fd').flatMap((name) => {
      try {
        const target = readlinkSync(`/proc/self/fd/${name}`);
        return target.includes(`${shared.directory}/buckets`) ? [target] : [];
      } catch {
        return [];
      }
    });
  } catch {
    console.log('Not counted: open files are not listed on this system');
    return undefined;
  }
}

test('readers that go away leave no file open', async () => {
  const readAndLeave = (byteCount: number) =>
    new Promise<void>((resolve) => {
      const socket = connect(shared.port, '127.0.0.1');
      let received = 0;
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received >= byteCount) socket.destroy();
      });
      socket.write(head('GET', getUrl));
    });
  await Promise.all([1, 1000, 100_000, MIB, 3 * MIB, 1, 1000].map(readAndLeave));
  await eventually(() => (openFiles() ?? []).length === 0);
  await expectClean();
});

test('requests in one go are answered in order', async () => {
  const { pathname, search } = getUrl;
  const asked = [
    head('GET', new URL(`${pathname}${search}x`, getUrl)),
    head('GET', new URL('/absent', getUrl)),
    head('DELETE', new URL('/', getUrl), 'connection: close'),
  ];
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(shared.port, '127.0.0.1', () => socket.write(asked.join('')));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => (received += String(chunk)));
    socket.on('close', () => resolve(received));
  });
  expect(text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(3);
  await expectClean();
});

test.for([
  ['a path that is not UTF-8', '/%ff/%fe'],
  ['a query that is not UTF-8', '/b?%ff=%fe'],
  ['a NUL in the key', '/b/%00'],
  ['a long key', `/b/${'k'.repeat(1100)}`],
  ['dots', '/../../etc/passwd'],
] as const)('%s is answered with an error', async ([, path]) => {
  const answer = await rawRequest(shared.endpoint, { path });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  await expectClean();
});
