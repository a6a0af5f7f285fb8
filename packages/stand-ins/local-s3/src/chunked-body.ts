import { createHash } from 'node:crypto';
import type { ChunkSigning } from './authenticate.ts';
import { S3Error } from './errors.ts';
import { isSame } from './is-same.ts';
import { EMPTY_SHA256, scopeText, sha256, signature } from './signature-v4.ts';

/** The maximum length of a chunk's header or a trailer. */
const MAX_LINE_BYTES = 4096;

/** The headers after the last chunk, with lower-case names. */
export type Trailers = Map<string, string>;

/**
 * Decodes an `aws-chunked` body and verifies the signatures of signed chunks. The bytes must not be
 * committed before the generator has ended, because the last signature may be invalid.
 * @param trailers filled after the last chunk
 * @throws S3Error IncompleteBody, SignatureDoesNotMatch
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  chunkSigning: ChunkSigning | undefined,
  trailers: Trailers,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const signatures = chunkSigning && new ChunkSignatures(chunkSigning);
  for (;;) {
    const header = parseChunkHeader(await reader.readLine());
    const hash = signatures && createHash('sha256');
    for (let left = header.byteCount; left > 0;) {
      const bytes = await reader.readUpTo(left);
      hash?.update(bytes);
      left -= bytes.length;
      yield bytes;
    }
    if (hash) signatures?.checkChunk(hash.digest('hex'), header.signature);
    if (header.byteCount === 0) break;
    if ((await reader.readLine()) !== '') throw new S3Error('IncompleteBody');
  }
  await readTrailers(reader, trailers);
  if (trailers.size > 0) signatures?.checkTrailers(trailers);
}

function parseChunkHeader(line: string): { byteCount: number; signature: string } {
  const match = /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw new S3Error('IncompleteBody', 'A chunk header of the body is malformed.');
  return { byteCount: parseInt(match[1] as string, 16), signature: match[2] ?? '' };
}

/** Some clients omit the empty line after the last trailer. */
async function readTrailers(reader: ByteReader, trailers: Trailers): Promise<void> {
  for (;;) {
    if (await reader.isAtEnd()) return;
    const line = await reader.readLine();
    if (line === '') return;
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

/**
 * The signature chain of "Signature calculations for the Authorization header: multiple chunks".
 */
class ChunkSignatures {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seedSignature;
  }

  checkChunk(chunkSha256: string, claimed: string): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY_SHA256}\n${chunkSha256}`, claimed);
  }

  checkTrailers(trailers: Trailers): void {
    const claimed = trailers.get('x-amz-trailer-signature') ?? '';
    const lines = [...trailers]
      .filter(([name]) => name !== 'x-amz-trailer-signature')
      .map(([name, value]) => `${name}:${value}\n`);
    this.#check('AWS4-HMAC-SHA256-TRAILER', sha256(lines.join('')), claimed);
  }

  #check(algorithm: string, hashes: string, claimed: string): void {
    const { amzDate, scope, key } = this.#signing;
    const text = [algorithm, amzDate, scopeText(scope), this.#previous, hashes].join('\n');
    if (!isSame(signature(key, text), claimed)) {
      throw new S3Error('SignatureDoesNotMatch', undefined, { StringToSign: text });
    }
    this.#previous = claimed;
  }
}

/** Reads lines and bytes from a stream of buffers. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** True when no bytes are left. */
  async isAtEnd(): Promise<boolean> {
    return this.#pending.length === 0 && !(await this.#fill());
  }

  /** Reads up to CRLF and returns the line without it. */
  async readLine(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#pending.toString('latin1', 0, end);
        this.#pending = this.#pending.subarray(end + 2);
        return line;
      }
      if (this.#pending.length > MAX_LINE_BYTES || !(await this.#fill())) {
        throw new S3Error('IncompleteBody');
      }
    }
  }

  /** Reads at least one and at most `byteCount` bytes. */
  async readUpTo(byteCount: number): Promise<Buffer> {
    if (await this.isAtEnd()) throw new S3Error('IncompleteBody');
    const bytes = this.#pending.subarray(0, byteCount);
    this.#pending = this.#pending.subarray(bytes.length);
    return bytes;
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#pending =
      this.#pending.length === 0 ? next.value : Buffer.concat([this.#pending, next.value]);
    return true;
  }
}
