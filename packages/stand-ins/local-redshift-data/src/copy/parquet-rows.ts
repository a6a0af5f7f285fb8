import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetRead, parquetSchema } from 'hyparquet';
import type { CopyCommand } from '../sql/copy-command.ts';
import { LoadFault, SqlStatementError } from '../statement-errors.ts';
import { escapeText, fieldWriter, missingField, NULL_FIELD } from './field-text.ts';
import './raw-json.ts';
import { atLine, type RowBlock } from './row-block.ts';
import type { TargetColumn } from './target-columns.ts';

/** Rows that are read together. */
const BLOCK_ROW_COUNT = 10_000;

const MICROS_PER_SECOND = 1_000_000n;
const MS_PER_DAY = 86_400_000;

/** Microseconds since 1970 as a time of SQL, with all digits. */
function microsText(micros: bigint): string {
  const rest = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  const second = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19);
  return `${second.replace('T', ' ')}.${String(rest).padStart(6, '0')}`;
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Times as text: a Date has no microseconds. */
const PARSERS = {
  dateFromDays: (days: number) => new Date(days * MS_PER_DAY).toISOString().slice(0, 10),
  timestampFromMilliseconds: (ms: bigint) => microsText(ms * 1000n),
  timestampFromMicroseconds: microsText,
  timestampFromNanoseconds: (ns: bigint) => microsText(ns / 1000n),
  jsonFromBytes: decode,
};

const COMPRESSORS = {
  BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes)),
  GZIP: (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes)),
  ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)),
};

/** A whole number of a DECIMAL, which has a sign and the highest byte first. */
function wholeOf(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  const digits = BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`);
  return BigInt.asIntN(value.length * 8, digits);
}

/** `-1250n` at a scale of 2 → `-12.50`. */
function scaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}

type ReadValue = (value: unknown) => string;

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return JSON.rawJSON(part.toString());
    return part instanceof Uint8Array ? decode(part) : part;
  });
}

function textOf(value: unknown, typeName: string): string {
  if (value instanceof Uint8Array) {
    return typeName === 'bytea' ? `\\x${Buffer.from(value).toString('hex')}` : decode(value);
  }
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

/** What each column of the file is in, and how its values are read. */
interface FileColumn {
  readonly name: string;
  readonly scale: number | undefined;
}

/** The columns of the file. DECIMALs are read as whole numbers: hyparquet makes doubles of them. */
function fileColumns(metadata: FileMetaData): readonly FileColumn[] {
  return parquetSchema(metadata).children.map(({ element }) => {
    const isDecimal =
      element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
    const scale = isDecimal ? (element.scale ?? 0) : undefined;
    if (isDecimal) {
      delete element.converted_type;
      delete element.logical_type;
    }
    return { name: element.name, scale };
  });
}

function readerOf({ scale }: FileColumn, { typeName }: TargetColumn): ReadValue {
  return scale === undefined
    ? (value) => textOf(value, typeName)
    : (value) => scaled(wholeOf(value), scale);
}

function rejectCount(
  { fillsRecords }: CopyCommand,
  columns: readonly TargetColumn[],
  found: readonly FileColumn[],
): void {
  const isFilled = fillsRecords && found.length < columns.length;
  if (found.length === columns.length || isFilled) return;
  throw new SqlStatementError(
    `Unmatched number of columns between table and file. Table columns: ${columns.length}, Data columns: ${found.length}`,
  );
}

function openParquet(file: ArrayBuffer): FileMetaData {
  try {
    return parquetMetadata(file);
  } catch (cause) {
    throw new LoadFault(`Invalid Parquet file: ${(cause as Error).message}`, {
      lineNumber: 0,
      errorCode: 1201,
      cause,
    });
  }
}

/**
 * Reads a Parquet file. Its columns go to those of the table by their order.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
 */
export async function* parquetRows(
  bytes: Buffer,
  command: CopyCommand,
  columns: readonly TargetColumn[],
): AsyncGenerator<RowBlock> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const metadata = openParquet(file);
  const found = fileColumns(metadata);
  rejectCount(command, columns, found);
  const readers = found.map((column, at) => readerOf(column, columns[at]!));
  const writers = columns.map((column) =>
    column.typeName === 'jsonb' ? escapeText : fieldWriter(command, column),
  );
  const missing = columns.slice(found.length).map(missingField);
  const rowCount = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < rowCount; rowStart += BLOCK_ROW_COUNT) {
    const block: RowBlock = { rows: [], lineNumbers: [], faults: [] };
    const rowEnd = Math.min(rowStart + BLOCK_ROW_COUNT, rowCount);
    let values: unknown[][] = [];
    await parquetRead({
      file,
      metadata,
      rowStart,
      rowEnd,
      utf8: false,
      parsers: PARSERS,
      compressors: COMPRESSORS,
      onComplete: (rows) => void (values = rows as unknown[][]),
    });
    for (const [index, row] of values.entries()) {
      const lineNumber = rowStart + index + 1;
      try {
        const cells = readers.map((read, at) => {
          const value = row[at];
          return value === undefined || value === null ? NULL_FIELD : writers[at]!(read(value));
        });
        block.rows.push([...cells, ...missing].join('\t'));
        block.lineNumbers.push(lineNumber);
      } catch (error) {
        block.faults.push(atLine(error, lineNumber));
      }
    }
    yield block;
  }
}
