import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { LoadFault } from '../statement-errors.ts';

/** Bytes that one COPY of PostgreSQL loads: enough to be fast, and few enough for little memory. */
const BLOCK_BYTE_COUNT = 4 * 1024 * 1024;

/** Redshift's limit on a row of JSON. It prevents a line without an end from filling the memory. */
const MAX_LINE_BYTE_COUNT = 16 * 1024 * 1024;

const NEWLINE = 10;

/** A block of whole lines, and the number of its first line. */
export interface Block {
  readonly text: string;
  readonly firstLine: number;
}

/** Returns the offset of the last newline that ends a record; -1 if there is none. */
export type FindCut = (bytes: Buffer) => number;

/** Finds the cut for JSON lines, in which each newline ends a record. */
export const afterLastNewline: FindCut = (bytes) => bytes.lastIndexOf(NEWLINE) + 1;

/**
 * Finds the cut for CSV, in which a newline ends a record if an even number of quotes precedes it.
 */
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

/** Reads a file in blocks of complete records. */
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
