import { compactJson } from '../compact-json.ts';
import { redshiftError } from './redshift-errors.ts';
import { takeText, type WireMessage } from './wire-messages.ts';

/** How the values of a PostgreSQL type are written for a type of Redshift. */
interface RedshiftType {
  /** Redshift's type id, which its drivers expect. */
  readonly id: number;
  readonly write: (text: string) => string;
  /** Returns the text of a value in PostgreSQL's binary format; without it, the value stays. */
  readonly readBinary?: (value: Buffer) => Buffer;
}

/** By PostgreSQL's type id. SUPER is stored as jsonb, VARBYTE as bytea. */
const TYPES: ReadonlyMap<number, RedshiftType> = new Map([
  // In the binary format, a number for the version of jsonb precedes the text.
  [3802, { id: 4000, write: compactJson, readBinary: (value) => value.subarray(1) }],
  [17, { id: 6551, write: (text) => text.replace(/^\\x/, '') }],
]);

/** Values to write again, by the index of the column. */
type Writers = ReadonlyMap<number, (value: Buffer) => string>;

const NO_WRITERS: Writers = new Map();
const [TYPE_OFFSET, FORMAT_OFFSET, COLUMN_BYTE_COUNT] = [6, 16, 18];
const TEXT_FORMAT = 0;
const NULL_LENGTH = -1;

/**
 * Returns results with the type ids of Redshift, and with its text of SUPER and VARBYTE. Rows are those of the
 * RowDescription before them, which must describe a portal, because only such a description has the formats.
 */
export function redshiftResults(messages: readonly WireMessage[]): WireMessage[] {
  let writers = NO_WRITERS;
  return messages.map((message) => {
    if (message.type === 'T') {
      const described = redshiftDescription(message.body);
      ({ writers } = described);
      return { type: 'T', body: described.body };
    }
    if (message.type === 'D' && writers.size > 0) {
      return { type: 'D', body: redshiftRow(message.body, writers) };
    }
    if (message.type === 'E') return redshiftError(message);
    if (message.type === 'C' || message.type === 'n') writers = NO_WRITERS;
    return message;
  });
}

function redshiftDescription(described: Buffer): { body: Buffer; writers: Writers } {
  const body = Buffer.from(described);
  const writers = new Map<number, (value: Buffer) => string>();
  let at = 2;
  for (let column = 0; column < body.readInt16BE(0); column += 1) {
    const { end } = takeText(body, at);
    const type = TYPES.get(body.readInt32BE(end + TYPE_OFFSET));
    if (type !== undefined) {
      body.writeInt32BE(type.id, end + TYPE_OFFSET);
      const isText = body.readInt16BE(end + FORMAT_OFFSET) === TEXT_FORMAT;
      const read = isText ? (value: Buffer) => value : type.readBinary;
      if (read !== undefined) writers.set(column, (value) => type.write(read(value).toString()));
    }
    at = end + COLUMN_BYTE_COUNT;
  }
  return { body, writers };
}

function redshiftRow(row: Buffer, writers: Writers): Buffer {
  const parts = [row.subarray(0, 2)];
  let at = 2;
  for (let column = 0; column < row.readInt16BE(0); column += 1) {
    const length = row.readInt32BE(at);
    const end = at + 4 + Math.max(0, length);
    const write = writers.get(column);
    if (write === undefined || length === NULL_LENGTH) parts.push(row.subarray(at, end));
    else {
      const text = Buffer.from(write(row.subarray(at + 4, end)));
      const size = Buffer.alloc(4);
      size.writeInt32BE(text.length);
      parts.push(size, text);
    }
    at = end;
  }
  return Buffer.concat(parts);
}
