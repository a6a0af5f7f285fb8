import { createHash } from 'node:crypto';
import type { Authentication } from './authenticate.ts';
import {
  type Checksum,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  createChecksum,
  isChecksumValue,
  parseChecksumAlgorithm,
} from './checksums.ts';
import { decodeAwsChunked, type Trailers } from './chunked-body.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './s3-request.ts';

/** Receives bytes. */
export interface ByteSink {
  /** A returned promise pauses the sender. */
  (chunk: Buffer): Promise<void> | undefined;
  /** Returns the MD5 of the bytes so far in hexadecimal digits, computed in another thread. */
  readonly md5?: () => Promise<string>;
}

/**
 * The length from which a body's MD5 is computed in another thread, which reads the bytes again.
 * Most photographs are shorter: the stack on a laptop uses all cores for them anyway.
 */
export const LARGE_BODY_BYTES = 6 * 1024 * 1024;

/** Computes the MD5 of bytes in hexadecimal digits. */
interface Md5Stream {
  update(chunk: Buffer): void;
  digest(): string | Promise<string>;
}

/** The received body, verified against the request. */
export interface ReceivedBody {
  readonly byteCount: number;
  readonly md5: string;
  readonly checksum: Checksum | undefined;
}

/**
 * The maximum size of an XML body: enough for 1,000 escaped keys to delete, and for 10,000 parts.
 */
const MAX_XML_BYTES = 8 * 1024 * 1024;

/**
 * Streams the decoded body to `sink` and verifies it.
 * @throws S3Error when length, signature, Content-MD5 or checksum are wrong; then the sink's bytes
 * must be discarded
 */
export async function receiveBody(
  request: S3Request,
  { payload }: Authentication,
  maxByteCount: number,
  sink: ByteSink,
): Promise<ReceivedBody> {
  const declaredByteCount = parseDeclaredByteCount(request, payload.kind === 'aws-chunked');
  checkSize(declaredByteCount, maxByteCount);
  const expectedMd5 = parseContentMd5(request);
  const trailers: Trailers = new Map();
  const expected = parseExpectedChecksum(request.headers);
  const source =
    payload.kind === 'aws-chunked'
      ? decodeAwsChunked(request.openBody(), payload.chunkSigning, trailers)
      : request.openBody();
  const sha256 = payload.kind === 'sha256' ? createHash('sha256') : undefined;
  const hashed: ByteSink = (chunk) => {
    sha256?.update(chunk);
    return sink(chunk);
  };
  const md5 = md5StreamOf(declaredByteCount, sink);
  const measured = await measureBytes(source, expected?.algorithm, hashed, md5);
  if (measured.byteCount !== declaredByteCount) throw new S3Error('IncompleteBody');
  if (payload.kind === 'sha256' && sha256?.digest('hex') !== payload.sha256) {
    throw new S3Error('XAmzContentSHA256Mismatch');
  }
  if (expectedMd5 !== undefined && expectedMd5 !== measured.md5) throw new S3Error('BadDigest');
  if (expected)
    checkChecksum(measured.checksum, expected.value ?? trailerValue(trailers, expected));
  return measured;
}

function md5StreamOf(byteCount: number, { md5 }: ByteSink): Md5Stream {
  return md5 === undefined || byteCount < LARGE_BODY_BYTES
    ? md5Stream()
    : { update: () => undefined, digest: md5 };
}

function md5Stream(): Md5Stream {
  const hash = createHash('md5');
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') };
}

/** Passes bytes through while counting and hashing them. */
export async function measureBytes(
  source: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm | undefined,
  sink: ByteSink,
  md5 = md5Stream(),
): Promise<ReceivedBody> {
  const checksum = algorithm && createChecksum(algorithm);
  let byteCount = 0;
  for await (const chunk of source) {
    byteCount += chunk.length;
    md5.update(chunk);
    checksum?.update(chunk);
    const pause = sink(chunk);
    if (pause) await pause;
  }
  const value = checksum && Buffer.from(await checksum.digest()).toString('base64');
  return {
    byteCount,
    md5: await md5.digest(),
    checksum: algorithm && value !== undefined ? { algorithm, value } : undefined,
  };
}

/** Reads the complete body as text, for operations with XML. */
export async function receiveText(
  request: S3Request,
  authentication: Authentication,
): Promise<string> {
  const chunks: Buffer[] = [];
  await receiveBody(request, authentication, MAX_XML_BYTES, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function parseDeclaredByteCount({ headers }: S3Request, isAwsChunked: boolean): number {
  const text = headers.get(isAwsChunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) {
    if (!isAwsChunked && !headers.has('transfer-encoding')) return 0;
    throw new S3Error('MissingContentLength');
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw new S3Error('InvalidArgument', `Expected a length in bytes but received ${text}`);
  }
  return Number(text);
}

/** @throws S3Error EntityTooLarge. */
export function checkSize(byteCount: number, maxByteCount: number): void {
  if (byteCount <= maxByteCount) return;
  throw new S3Error('EntityTooLarge', undefined, {
    ProposedSize: String(byteCount),
    MaxSizeAllowed: String(maxByteCount),
  });
}

function parseContentMd5({ headers }: S3Request): string | undefined {
  const text = headers.get('content-md5');
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) throw new S3Error('InvalidDigest');
  return bytes.toString('hex');
}

/**
 * Parses the checksum of the headers or form fields. Without a value, a trailer contains it.
 * @throws S3Error InvalidRequest
 */
export function parseExpectedChecksum(
  headers: ReadonlyMap<string, string>,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  const trailer = trailerAlgorithm(headers.get('x-amz-trailer'));
  const all = trailer ? [...given, trailer] : given;
  if (all.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.',
    );
  }
  const [algorithm] = all;
  if (algorithm === undefined) return undefined;
  const value = headers.get(checksumHeader(algorithm));
  if (value !== undefined && !isChecksumValue(algorithm, value)) {
    throw new S3Error(
      'InvalidRequest',
      `Value for ${checksumHeader(algorithm)} header is invalid.`,
    );
  }
  return { algorithm, value };
}

function trailerAlgorithm(trailer: string | undefined): ChecksumAlgorithm | undefined {
  if (trailer === undefined) return undefined;
  const algorithm = parseChecksumAlgorithm(trailer.trim().replace(/^x-amz-checksum-/i, ''));
  if (algorithm) return algorithm;
  throw new S3Error(
    'InvalidRequest',
    'The value specified in the x-amz-trailer header is not supported',
  );
}

function trailerValue(trailers: Trailers, { algorithm }: { algorithm: ChecksumAlgorithm }): string {
  const value = trailers.get(checksumHeader(algorithm));
  if (value !== undefined) return value;
  throw new S3Error('InvalidRequest', 'The announced checksum did not follow the body.');
}

/** @throws S3Error BadDigest. */
export function checkChecksum(measured: Checksum | undefined, expected: string): void {
  if (measured === undefined || measured.value === expected) return;
  throw new S3Error(
    'BadDigest',
    `The ${measured.algorithm} you specified did not match the calculated checksum.`,
  );
}
