import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { LoadFault } from '../statement-errors.ts';

/** One COPY of PostgreSQL's takes this much: enough to be fast, little enough for any memory. */
const BLOCK_BYTE_COUNT = 4 * 1024 * 1024;

/** Redshift's limit of a row of JSON; a line without an end must not fill the memory. */
const MAX_LINE_BYTE_COUNT = 16 * 1024 * 1024;

const NEWLINE = 10;

/** Whole lines, and the number of the first of them. */
export interface Block {
  readonly text: string;
  readonly firstLine: number;
}

/** Where to cut: after the last newline that ends a record. -1 when there is none. */
export type FindCut = (bytes: Buffer) => number;

/** For JSON lines each newline ends a record. */
export const afterLastNewline: FindCut = (bytes) => bytes.lastIndexOf(NEWLINE) + 1;

/** For CSV a newline ends a record when the quotes before it are even in number. */
export const afterLastRecord =
  (quote: string): FindCut =>
  (bytes) => {
    const quoteByte = quote.charCodeAt(0);
    let isQuoted = false;
    let cut = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      if (bytes[at] === quoteByte) isQuoted = !isQuoted;
      else if (bytes[at] === NEWLINE && !isQuoted) cut = at + 1;
    }
    return cut;
  };

const decode = (bytes: Buffer, firstLine: number): Block => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), firstLine };
  } catch (cause) {
    throw new LoadFault('String contains invalid or unsupported UTF8 codepoints', {
      lineNumber: firstLine,
      errorCode: 1220,
      cause,
    });
  }
};

const countLines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

const unzipped = (stream: Readable, isGzip: boolean): AsyncIterable<Buffer> =>
  isGzip ? pipeline(stream, createGunzip(), () => undefined) : stream;

/** Reads a file in blocks of whole records. */
export async function* readBlocks(
  stream: Readable,
  isGzip: boolean,
  findCut: FindCut,
): AsyncGenerator<Block> {
  let pending: Buffer[] = [];
  let byteCount = 0;
  let line = 1;
  for await (const chunk of unzipped(stream, isGzip)) {
    pending.push(chunk);
    byteCount += chunk.length;
    if (byteCount < BLOCK_BYTE_COUNT) continue;
    const bytes = Buffer.concat(pending);
    const cut = findCut(bytes);
    if (cut === 0 && byteCount > MAX_LINE_BYTE_COUNT) {
      throw new LoadFault('Row size exceeds the 16 MB limit', {
        lineNumber: line,
        errorCode: 1216,
      });
    }
    pending = [bytes.subarray(cut)];
    byteCount = bytes.length - cut;
    if (cut === 0) continue;
    const block = decode(bytes.subarray(0, cut), line);
    yield block;
    line += countLines(block.text);
  }
  if (byteCount > 0) yield decode(Buffer.concat(pending), line);
}
