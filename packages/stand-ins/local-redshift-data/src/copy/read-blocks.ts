import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { CopyCommand } from '../sql/copy-command.ts';
import { LoadFault } from '../statement-errors.ts';

/** Bytes that one COPY of PostgreSQL loads: enough to be fast, and few enough for little memory. */
const BLOCK_BYTE_COUNT = 4 * 1024 * 1024;

/** Redshift's limit on a row of JSON. It prevents a line without an end from filling the memory. */
const MAX_LINE_BYTE_COUNT = 16 * 1024 * 1024;

const NEWLINE = 10;
const BACKSLASH = 92;

/** A block of whole lines, and the number of its first line. */
export interface Block {
  readonly text: string;
  readonly firstLine: number;
}

/** Where to cut: after the last newline that ends a record. -1 when there is none. */
type FindCut = (bytes: Buffer) => number;

/** For JSON lines each newline ends a record. */
const afterLastNewline: FindCut = (bytes) => bytes.lastIndexOf(NEWLINE) + 1;

/** For CSV a newline ends a record when the quotes before it are even in number. */
function afterLastRecord(quote: string): FindCut {
  return (bytes) => {
    const quoteByte = quote.charCodeAt(0);
    let isQuoted = false;
    let cut = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      if (bytes[at] === quoteByte) isQuoted = !isQuoted;
      else if (bytes[at] === NEWLINE && !isQuoted) cut = at + 1;
    }
    return cut;
  };
}

/** With ESCAPE a newline ends a record when no backslash stands before it. */
const afterLastUnescaped: FindCut = (bytes) => {
  for (let at = bytes.lastIndexOf(NEWLINE); at !== -1; at = bytes.lastIndexOf(NEWLINE, at - 1)) {
    let start = at;
    while (bytes[start - 1] === BACKSLASH) start -= 1;
    if ((at - start) % 2 === 0) return at + 1;
    if (at === 0) break;
  }
  return 0;
};

function decode(bytes: Buffer, firstLine: number, replacement: string | undefined): Block {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), firstLine };
  } catch (cause) {
    if (replacement !== undefined) {
      return { text: bytes.toString('utf8').replaceAll('\uFFFD', replacement), firstLine };
    }
    throw new LoadFault('String contains invalid or unsupported UTF8 codepoints', {
      lineNumber: firstLine,
      errorCode: 1220,
      cause,
    });
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

type Compression = CopyCommand['compression'];

function unzipped(stream: Readable, compression: Compression): AsyncIterable<Buffer> {
  if (compression === undefined) return stream;
  const decompress = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  return pipeline(stream, decompress, () => undefined);
}

function findCutOf({ format, quote, escapes }: CopyCommand): FindCut {
  if (format === 'csv') return afterLastRecord(quote);
  return escapes ? afterLastUnescaped : afterLastNewline;
}

/** Reads a file in blocks of whole records. */
export async function* readBlocks(stream: Readable, command: CopyCommand): AsyncGenerator<Block> {
  const { compression, replacement } = command;
  const findCut = findCutOf(command);
  let pending: Buffer[] = [];
  let byteCount = 0;
  let line = 1;
  for await (const chunk of unzipped(stream, compression)) {
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
    const block = decode(bytes.subarray(0, cut), line, replacement);
    yield block;
    line += countLines(block.text);
  }
  if (byteCount > 0) yield decode(Buffer.concat(pending), line, replacement);
}
