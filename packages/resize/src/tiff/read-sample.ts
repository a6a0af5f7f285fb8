import type { TiffSamples } from './tiff-samples.ts';

/** Reads the sample with an index in the row that begins at `rowStart`, as a number. */
export type ReadSample = (block: Buffer, rowStart: number, index: number) => number;

/** @throws Error for a kind of sample that `selectTiffDecoder` rejects */
export function sampleReader({ bits, sampleFormat, isLittleEndian }: TiffSamples): ReadSample {
  const size = bits / 8;
  if (sampleFormat === 3) return floatReader(bits, isLittleEndian);
  if (bits === 8 && sampleFormat !== 2) return (block, start, i) => block[start + i]!;
  if (!Number.isInteger(size)) return (block, start, i) => readBits(block, start, i * bits, bits);
  if (sampleFormat === 2) {
    return isLittleEndian
      ? (block, start, i) => block.readIntLE(start + i * size, size)
      : (block, start, i) => block.readIntBE(start + i * size, size);
  }
  return isLittleEndian
    ? (block, start, i) => block.readUIntLE(start + i * size, size)
    : (block, start, i) => block.readUIntBE(start + i * size, size);
}

function floatReader(bits: number, isLittleEndian: boolean): ReadSample {
  if (bits === 16) {
    return isLittleEndian
      ? (block, start, i) => halfFloat(block.readUInt16LE(start + i * 2))
      : (block, start, i) => halfFloat(block.readUInt16BE(start + i * 2));
  }
  if (bits === 32) {
    return isLittleEndian
      ? (block, start, i) => block.readFloatLE(start + i * 4)
      : (block, start, i) => block.readFloatBE(start + i * 4);
  }
  return isLittleEndian
    ? (block, start, i) => block.readDoubleLE(start + i * 8)
    : (block, start, i) => block.readDoubleBE(start + i * 8);
}

/** Reads an IEEE 754 binary16 number. */
function halfFloat(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 0x1f;
  const fraction = word & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Reads a sample of a bit depth below or between whole bytes; the most significant bit comes first.
 */
function readBits(block: Buffer, start: number, bitOffset: number, bits: number): number {
  let value = 0;
  for (let bit = bitOffset; bit < bitOffset + bits; bit++) {
    value = value * 2 + ((block[start + (bit >> 3)]! >> (7 - (bit & 7))) & 1);
  }
  return value;
}

/** Returns the smallest and the largest value of an integer sample; 0 and 1 for floats. */
export function nominalRange({ bits, sampleFormat }: TiffSamples): readonly [number, number] {
  if (sampleFormat === 3) return [0, 1];
  return sampleFormat === 2 ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
