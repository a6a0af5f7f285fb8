import { inflateSync, zstdDecompressSync } from 'node:zlib';

export interface TiffBlockShape {
  /** Bytes of one row of the block, without padding. */
  readonly rowByteCount: number;
  readonly rowCount: number;
  /** Samples of one pixel that are interleaved in the block. */
  readonly samplesPerPixel: number;
  readonly bytesPerSample: number;
  readonly isLittleEndian: boolean;
  /** 1 for none, 2 for horizontal differences, 3 for floating-point differences. */
  readonly predictor: number;
}

/** Decompressors by TIFF's number; each returns at least the requested bytes, or throws. */
const DECOMPRESSORS: Readonly<Record<number, (block: Buffer, byteCount: number) => Uint8Array>> = {
  1: (block) => block,
  5: unpackLzw,
  8: inflate,
  32946: inflate,
  32773: unpackBits,
  50000: unpackZstd,
};

/** Decoders may write a little more than a block contains. */
const SLACK = 65_536;

export const canDecompress = (compression: number): boolean => compression in DECOMPRESSORS;

/**
 * Returns the samples of one strip or tile.
 * @throws Error if there are fewer bytes than the block's size
 */
export function decompressTiffBlock(
  block: Buffer,
  compression: number,
  shape: TiffBlockShape,
): Buffer {
  const byteCount = shape.rowByteCount * shape.rowCount;
  const decompressed = DECOMPRESSORS[compression]!(block, byteCount);
  if (decompressed.length < byteCount) {
    throw new Error(`Expected ${byteCount} bytes in a block but received ${decompressed.length}`);
  }
  if (shape.predictor === 1) {
    return Buffer.from(decompressed.buffer, decompressed.byteOffset, byteCount);
  }
  const samples = Buffer.from(decompressed.subarray(0, byteCount));
  for (let row = 0; row < shape.rowCount; row++) {
    const line = samples.subarray(row * shape.rowByteCount, (row + 1) * shape.rowByteCount);
    if (shape.predictor === 2) addDifferences(line, shape);
    else addFloatDifferences(line, shape);
  }
  return samples;
}

function inflate(block: Buffer, byteCount: number): Buffer {
  return inflateSync(block, { maxOutputLength: byteCount + SLACK });
}

function unpackZstd(block: Buffer, byteCount: number): Buffer {
  return zstdDecompressSync(block, { maxOutputLength: byteCount + SLACK });
}

/** Adds up horizontal differences of whole samples (Adobe Photoshop TIFF Technical Notes). */
function addDifferences(line: Buffer, shape: TiffBlockShape): void {
  const { samplesPerPixel, bytesPerSample: size, isLittleEndian } = shape;
  const step = samplesPerPixel * size;
  if (size === 8) return addLongDifferences(line, step, isLittleEndian);
  const modulus = 2 ** (8 * size);
  for (let at = step; at < line.length; at += size) {
    const [sum, before] = isLittleEndian
      ? [line.readUIntLE(at, size), line.readUIntLE(at - step, size)]
      : [line.readUIntBE(at, size), line.readUIntBE(at - step, size)];
    if (isLittleEndian) line.writeUIntLE((sum + before) % modulus, at, size);
    else line.writeUIntBE((sum + before) % modulus, at, size);
  }
}

function addLongDifferences(line: Buffer, step: number, isLittleEndian: boolean): void {
  const read = (at: number) =>
    isLittleEndian ? line.readBigUInt64LE(at) : line.readBigUInt64BE(at);
  for (let at = step; at < line.length; at += 8) {
    const sum = BigInt.asUintN(64, read(at) + read(at - step));
    if (isLittleEndian) line.writeBigUInt64LE(sum, at);
    else line.writeBigUInt64BE(sum, at);
  }
}

/**
 * Adds up floating-point differences (Adobe Photoshop TIFF Technical Note 3). The bytes of a row
 * are differences, ordered by significance: the most significant bytes of all samples come first.
 */
function addFloatDifferences(line: Buffer, shape: TiffBlockShape): void {
  const { samplesPerPixel, bytesPerSample: size, isLittleEndian } = shape;
  for (let at = samplesPerPixel; at < line.length; at++) {
    line[at] = line[at]! + line[at - samplesPerPixel]!;
  }
  const planes = Buffer.from(line);
  const count = line.length / size;
  for (let sample = 0; sample < count; sample++) {
    for (let byte = 0; byte < size; byte++) {
      const place = isLittleEndian ? size - 1 - byte : byte;
      line[sample * size + place] = planes[byte * count + sample]!;
    }
  }
}

/** Decompresses PackBits (TIFF 6.0, section 9). */
function unpackBits(block: Buffer, byteCount: number): Buffer {
  const out = Buffer.alloc(byteCount);
  let to = 0;
  for (let at = 0; at < block.length && to < byteCount;) {
    const head = block.readInt8(at++);
    if (head >= 0) {
      to += block.copy(out, to, at, at + head + 1);
      at += head + 1;
    } else if (head !== -128) {
      const end = Math.min(byteCount, to + 1 - head);
      out.fill(block[at++] ?? 0, to, end);
      to = end;
    }
  }
  return out.subarray(0, to);
}

const LZW_CLEAR = 256;
const LZW_END = 257;
const LZW_FIRST = 258;

/**
 * Decompresses LZW (TIFF 6.0, section 13). Codes have 9 to 12 bits and widen one code early. Each
 * table entry is an earlier code's string and the byte after it, so that it is a range of the
 * output.
 */
function unpackLzw(block: Buffer, byteCount: number): Buffer {
  const out = Buffer.alloc(byteCount);
  const starts = new Uint32Array(4096);
  const lengths = new Uint32Array(4096);
  const previous = { start: 0, length: 0 };
  let [to, next, bits, held, heldBits, at] = [0, LZW_FIRST, 9, 0, 0, 0];
  while (to < byteCount) {
    while (heldBits < bits && at < block.length) {
      held = ((held << 8) | block[at++]!) & 0xff_ffff;
      heldBits += 8;
    }
    if (heldBits < bits) break;
    heldBits -= bits;
    const code = (held >> heldBits) & ((1 << bits) - 1);
    if (code === LZW_END) break;
    if (code === LZW_CLEAR) {
      [next, bits, previous.length] = [LZW_FIRST, 9, 0];
      continue;
    }
    if (previous.length > 0 && next < 4096) {
      starts[next] = previous.start;
      lengths[next] = previous.length + 1;
      next++;
    }
    if (code >= next) throw new Error('Using code not yet in table');
    previous.start = to;
    if (code < LZW_CLEAR) out[to++] = code;
    else to = copyWithin(out, to, starts[code]!, lengths[code]!);
    previous.length = to - previous.start;
    if (next >= (1 << bits) - 1 && bits < 12) bits++;
  }
  return out.subarray(0, to);
}

/** Copies byte by byte, because source and target may overlap. */
function copyWithin(out: Buffer, to: number, from: number, count: number): number {
  const end = Math.min(out.length, to + count);
  for (let source = from, target = to; target < end; source++, target++) {
    out[target] = out[source]!;
  }
  return end;
}
