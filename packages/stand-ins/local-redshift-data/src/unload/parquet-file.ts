import { parquetWriteBuffer } from 'hyparquet-writer';
import { compactJson } from '../compact-json.ts';
import { largestScale } from '../largest-scale.ts';
import type { Row } from '../worker/protocol.ts';

/** A column of a result with Redshift's name of its type. */
export interface ParquetColumn {
  readonly name: string;
  readonly typeName: string;
  readonly precision: number;
  readonly scale: number;
}

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];

/** How a column is stored, and how PostgreSQL's text is converted to its values. */
interface Encoding {
  readonly element: Omit<SchemaElement, 'name'>;
  readonly encode: (text: string) => unknown;
}

const MICROS_PER_MS = 1000n;

/**
 * Converts `2026-01-02 03:04:05.678901+00` to microseconds since 1970, for the years of
 * JavaScript's dates.
 */
function timestampMicros(text: string): bigint {
  const [, second = '', fraction = '', zone = ''] =
    /^(\d+-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?([+-]\d\d(?::?\d\d)?)?$/.exec(text) ?? [];
  const offset = zone === '' ? 'Z' : zone.length === 3 ? `${zone}:00` : zone;
  const ms = Date.parse(`${second.replace(' ', 'T')}${offset}`);
  return BigInt(ms) * MICROS_PER_MS + BigInt(fraction.padEnd(6, '0').slice(0, 6) || '0');
}

const timeMicros = (text: string): bigint => timestampMicros(`1970-01-01 ${text}`);

/** Converts a decimal to an integer: -1250n for `-12.5` at a scale of 2. */
function unscaled(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(`${whole}${fraction.padEnd(scale, '0').slice(0, scale)}`);
  return text.startsWith('-') ? -value : value;
}

function decimal(precision: number, scale: number): Encoding {
  return {
    element: {
      type: precision <= 18 ? 'INT64' : 'FIXED_LEN_BYTE_ARRAY',
      ...(precision > 18 && { type_length: 16 }),
      converted_type: 'DECIMAL',
      precision,
      scale,
    },
    encode: (text) => unscaled(text, scale),
  };
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  bool: { element: { type: 'BOOLEAN' }, encode: (text) => text.startsWith('t') },
  date: {
    element: { type: 'INT32', converted_type: 'DATE' },
    encode: (text) => new Date(`${text}T00:00:00Z`),
  },
  float4: { element: { type: 'FLOAT' }, encode: Number },
  float8: { element: { type: 'DOUBLE' }, encode: Number },
  int2: { element: { type: 'INT32' }, encode: Number },
  int4: { element: { type: 'INT32' }, encode: Number },
  int8: { element: { type: 'INT64' }, encode: BigInt },
  super: { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, encode: compactJson },
  time: {
    element: {
      type: 'INT64',
      logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' },
    },
    encode: timeMicros,
  },
  timestamp: {
    element: {
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    },
    encode: timestampMicros,
  },
  timestamptz: {
    element: {
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    },
    encode: timestampMicros,
  },
  varbyte: {
    element: { type: 'BYTE_ARRAY' },
    encode: (text) => Uint8Array.from(Buffer.from(text.replace(/^\\x/, ''), 'hex')),
  },
};

const STRING: Encoding = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  encode: (text) => text,
};

/**
 * Returns the encoding. An expression such as SUM has no scale of its own, so that the largest
 * scale of its values is used.
 */
function encodingOf(
  { typeName, precision, scale }: ParquetColumn,
  rows: readonly Row[],
  at: number,
) {
  if (typeName !== 'numeric') return ENCODINGS[typeName] ?? STRING;
  const largest = Math.max(scale, largestScale(rows, at));
  return decimal(largest > scale ? 38 : precision, largest);
}

/**
 * Writes a result as a Parquet file, each column with its type in Redshift.
 * @param rows values in PostgreSQL's text form, in the order of the columns
 */
export function parquetFile(columns: readonly ParquetColumn[], rows: readonly Row[]): Uint8Array {
  const encodings = columns.map((column, at) => encodingOf(column, rows, at));
  const data = encodings.map(({ encode }, at) =>
    rows.map((row) => {
      const text = row[at] ?? null;
      return text === null ? null : encode(text);
    }),
  );
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ name }, at) => ({ name, data: data[at] ?? [] })),
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name }, at) => ({
          name,
          repetition_type: 'OPTIONAL' as const,
          ...(encodings[at] ?? STRING).element,
        })),
      ],
    }),
  );
}
