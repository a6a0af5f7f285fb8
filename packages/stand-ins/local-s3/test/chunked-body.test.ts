import { createHash, createHmac } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BUCKET, failureOf, startFixture } from './s3-fixture.ts';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text).digest();
}

interface ChunkedPut {
  readonly endpoint: string;
  readonly chunks: readonly string[];
  readonly trailer?: string;
  readonly decodedLength?: number;
  /** Changes the framed body after it has been signed. */
  readonly tamper?: (body: string) => string;
  /** Sends the body in pieces of this length, each of which the server reads for itself. */
  readonly pieceLength?: number;
}

/** A PUT with every chunk signed, written from the specification and not from the server's code. */
async function putSignedChunks(put: ChunkedPut): Promise<{ status: number; text: string }> {
  const { endpoint, chunks, trailer, tamper = (body) => body } = put;
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = amzDate.slice(0, 8);
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac('AWS4local-secret', day), 'us-east-1'), 's3'), 'aws4_request');
  const sign = (text: string) => hmac(key, text).toString('hex');
  const decodedLength = put.decodedLength ?? chunks.join('').length;
  const headers: Record<string, string> = {
    host: new URL(endpoint).host,
    'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer ? '-TRAILER' : ''}`,
    'x-amz-date': amzDate,
    'x-amz-decoded-content-length': String(decodedLength),
    ...(trailer ? { 'x-amz-trailer': trailer.split(':')[0] as string } : {}),
  };
  const signedHeaders = Object.keys(headers).sort();
  const lines = signedHeaders.map((name) => `${name}:${headers[name]}\n`).join('');
  const path = `/${BUCKET}/chunked`;
  const canonical = `PUT\n${path}\n\n${lines}\n${signedHeaders.join(';')}\n${headers['x-amz-content-sha256']}`;
  const seed = sign(`AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`);
  let previous = seed;
  let body = '';
  for (const chunk of [...chunks, '']) {
    previous = sign(
      `AWS4-HMAC-SHA256-PAYLOAD\n${amzDate}\n${scope}\n${previous}\n${sha256('')}\n${sha256(chunk)}`,
    );
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`;
    if (chunk !== '') body += `${chunk}\r\n`;
  }
  if (trailer) {
    const hash = sha256(`${trailer}\n`);
    const signature = sign(`AWS4-HMAC-SHA256-TRAILER\n${amzDate}\n${scope}\n${previous}\n${hash}`);
    body += `${trailer}\r\nx-amz-trailer-signature:${signature}\r\n`;
  }
  body = tamper(`${body}\r\n`);
  const authorization = `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${seed}`;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      `${endpoint}${path}`,
      { method: 'PUT', headers: { ...headers, ...length, authorization } },
      async (response) => {
        let text = '';
        for await (const part of response.setEncoding('utf8')) text += part;
        resolve({ status: response.statusCode ?? 0, text });
      },
    ).on('error', reject);
    sendPieces(sent, body, put.pieceLength ?? body.length).catch(reject);
  });
}

async function sendPieces(sent: ClientRequest, body: string, length: number): Promise<void> {
  for (let start = 0; start < body.length; start += length) {
    await new Promise((resolve) => sent.write(body.slice(start, start + length), resolve));
    // The server, in this process, reads before the next piece is sent.
    await setImmediate();
  }
  sent.end();
}

const CHUNKS = ['a'.repeat(9000), 'b'.repeat(70_000), 'c'];
/** CRC32 of `hello`. */
const HELLO_TRAILER = 'x-amz-checksum-crc32:NhCmhg==';

test('a body of signed chunks whose lines arrive in parts is put together', async () => {
  const { s3, read } = await startFixture();
  const chunks = Array.from({ length: 4000 }, (_, index) => String(index).padStart(300, '.'));
  const put = { endpoint: s3.endpoint, chunks, pieceLength: 10_007 };
  expect(await putSignedChunks(put)).toMatchObject({ status: 200 });
  expect((await read('chunked')).toString()).toBe(chunks.join(''));
});

test('a body of signed chunks is put together', async () => {
  const { s3, read } = await startFixture();
  expect(await putSignedChunks({ endpoint: s3.endpoint, chunks: CHUNKS })).toMatchObject({
    status: 200,
  });
  expect((await read('chunked')).toString()).toBe(CHUNKS.join(''));
});

test('a signed trailer brings the checksum', async () => {
  const { s3, read } = await startFixture();
  const put = { endpoint: s3.endpoint, chunks: ['hel', 'lo'], trailer: HELLO_TRAILER };
  expect(await putSignedChunks(put)).toMatchObject({ status: 200 });
  expect((await read('chunked')).toString()).toBe('hello');
});

test.for([
  ['changed bytes', { tamper: (b: string) => b.replace('aaaa', 'aaab') }, 'SignatureDoesNotMatch'],
  [
    'an unsigned chunk',
    { tamper: (b: string) => b.replace(/;chunk-signature=\w+/, '') },
    'SignatureDoesNotMatch',
  ],
  [
    'no last chunk',
    { tamper: (b: string) => b.slice(0, b.lastIndexOf('0;chunk')) },
    'IncompleteBody',
  ],
  ['a malformed header', { tamper: (b: string) => `zz${b}` }, 'IncompleteBody'],
  ['another length than announced', { decodedLength: 5 }, 'IncompleteBody'],
] as const)('a chunked body with %s is rejected and not stored', async ([, change, code]) => {
  const { s3, get } = await startFixture();
  const answer = await putSignedChunks({ endpoint: s3.endpoint, chunks: CHUNKS, ...change });
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect((await failureOf(get('chunked'))).name).toBe('NoSuchKey');
});

test('a trailer that is wrong, missing or changed is rejected', async () => {
  const { s3, get } = await startFixture();
  const put = { endpoint: s3.endpoint, chunks: ['hello'], trailer: HELLO_TRAILER };
  const wrong = await putSignedChunks({ ...put, chunks: ['hullo'] });
  expect(wrong.text).toContain('<Code>BadDigest</Code>');
  const changed = await putSignedChunks({ ...put, tamper: (b) => b.replace('NhCm', 'NhCn') });
  expect(changed.text).toContain('<Code>SignatureDoesNotMatch</Code>');
  const missing = await putSignedChunks({ ...put, tamper: (b) => b.replace(/x-amz-check.*/s, '') });
  expect(missing.text).toContain('<Code>InvalidRequest</Code>');
  expect((await failureOf(get('chunked'))).name).toBe('NoSuchKey');
});
