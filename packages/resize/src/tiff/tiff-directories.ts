import { type ByteSource, readExactly } from '../byte-source.ts';

/** One image file directory (TIFF 6.0, section 2). Values are read on demand. */
export interface TiffDirectory {
  readonly offset: number;
  has(tag: number): boolean;
  /** Returns an empty list if the tag is absent or its values lie outside the file. */
  numbers(tag: number): Promise<readonly number[]>;
  number(tag: number): Promise<number | undefined>;
  /** Returns the values as stored. */
  bytes(tag: number): Promise<Buffer | undefined>;
  /** Returns the location of values that do not fit into the directory itself. */
  place(tag: number): { readonly offset: number; readonly byteCount: number } | undefined;
}

export interface TiffFile {
  readonly isLittleEndian: boolean;
  /** The number after the byte order: 42, 43 for BigTIFF, other numbers for some raw files. */
  readonly version: number;
  /** The chain of directories that begins in the header. */
  readonly directories: readonly TiffDirectory[];
  readonly directoryAt: (offset: number) => Promise<TiffDirectory | undefined>;
}

/** Bytes per value, by field type. */
const FIELD_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
/** A directory with more entries is invalid. */
const MAX_ENTRIES = 4_096;
/** Limit for a whole chain: 10,000 pages have about 200,000 entries. Later entries are not read. */
const MAX_CHAIN_ENTRIES = 1_000_000;
/** Limit on the values of one entry; the largest real arrays are offsets of strips and tiles. */
const MAX_VALUES = 16_000_000;

interface Layout {
  readonly source: ByteSource;
  readonly isLittleEndian: boolean;
  readonly isBig: boolean;
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** The entry's last field: the values themselves, or their offset. */
  readonly field: Buffer;
}

/** @returns undefined for bytes that do not begin like a TIFF file */
export async function readTiff(source: ByteSource): Promise<TiffFile | undefined> {
  const header = await readExactly(source, 0, 16).then((found) => found ?? Buffer.alloc(0));
  const order = header.toString('latin1', 0, 2);
  if (header.length < 16 || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittleEndian = order === 'II';
  const version = isLittleEndian ? header.readUInt16LE(2) : header.readUInt16BE(2);
  const layout: Layout = { source, isLittleEndian, isBig: version === 43 };
  const first = layout.isBig ? integer(layout, header, 8, 8) : integer(layout, header, 4, 4);
  return {
    isLittleEndian,
    version,
    directories: await readChain(layout, first),
    directoryAt: async (offset) => (await readDirectory(layout, offset))?.directory,
  };
}

/** Reads a chain of directories. A cycle ends the chain. */
async function readChain(layout: Layout, first: number): Promise<TiffDirectory[]> {
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  let entriesLeft = MAX_CHAIN_ENTRIES;
  for (let offset = first; offset > 0 && !seen.has(offset) && entriesLeft > 0;) {
    seen.add(offset);
    const read = await readDirectory(layout, offset);
    if (!read) break;
    directories.push(read.directory);
    entriesLeft -= read.entryCount;
    offset = read.next;
  }
  return directories;
}

async function readDirectory(layout: Layout, offset: number) {
  const sizes = layout.isBig
    ? { count: 8, entry: 20, field: 8 }
    : { count: 2, entry: 12, field: 4 };
  const head = await readExactly(layout.source, offset, sizes.count);
  const count = head ? integer(layout, head, 0, sizes.count) : 0;
  if (count === 0 || count > MAX_ENTRIES) return undefined;
  const size = count * sizes.entry;
  const body = await readExactly(layout.source, offset + sizes.count, size);
  if (!body) return undefined;
  const tail = await readExactly(layout.source, offset + sizes.count + size, sizes.field);
  const entries = new Map<number, Entry>();
  for (let at = 0; at < size; at += sizes.entry) {
    const field = body.subarray(at + sizes.entry - sizes.field, at + sizes.entry);
    const entry = {
      type: integer(layout, body, at + 2, 2),
      count: integer(layout, body, at + 4, sizes.field),
      field,
    };
    entries.set(integer(layout, body, at, 2), entry);
  }
  const next = tail ? integer(layout, tail, 0, sizes.field) : 0;
  return { directory: toDirectory(layout, offset, entries), next, entryCount: count };
}

function toDirectory(
  layout: Layout,
  offset: number,
  entries: ReadonlyMap<number, Entry>,
): TiffDirectory {
  const bytes = async (tag: number) => {
    const entry = entries.get(tag);
    return entry && valueBytes(layout, entry);
  };
  const numbers = async (tag: number) => {
    const [entry, values] = [entries.get(tag), await bytes(tag)];
    return entry && values ? toNumbers(layout, entry.type, values) : [];
  };
  return {
    offset,
    has: (tag) => entries.has(tag),
    bytes,
    place: (tag) => {
      const entry = entries.get(tag);
      return entry && placeOf(layout, entry);
    },
    numbers,
    number: async (tag) => (await numbers(tag))[0],
  };
}

const byteCountOf = ({ type, count }: Entry): number => count * (FIELD_BYTES[type] ?? 0);

function placeOf(layout: Layout, entry: Entry) {
  const { field } = entry;
  const byteCount = byteCountOf(entry);
  if (byteCount <= field.length) return undefined;
  return { offset: integer(layout, field, 0, field.length), byteCount };
}

async function valueBytes(layout: Layout, entry: Entry): Promise<Buffer | undefined> {
  const byteCount = byteCountOf(entry);
  if (byteCount === 0 || entry.count > MAX_VALUES) return undefined;
  const place = placeOf(layout, entry);
  return place
    ? readExactly(layout.source, place.offset, byteCount)
    : entry.field.subarray(0, byteCount);
}

/** Converts values to numbers; rationals become their quotients. */
function toNumbers(layout: Layout, type: number, values: Buffer): number[] {
  const size = FIELD_BYTES[type]!;
  return Array.from({ length: values.length / size }, (_, index) => {
    const at = index * size;
    if (type === 5 || type === 10) {
      return integer(layout, values, at, 4) / integer(layout, values, at + 4, 4);
    }
    if (type === 11) return layout.isLittleEndian ? values.readFloatLE(at) : values.readFloatBE(at);
    if (type === 12) {
      return layout.isLittleEndian ? values.readDoubleLE(at) : values.readDoubleBE(at);
    }
    return integer(layout, values, at, size);
  });
}

function integer({ isLittleEndian }: Layout, bytes: Buffer, at: number, size: number): number {
  if (size < 8) return isLittleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
  return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
}
