import type { TiffSamples } from './tiff-samples.ts';

/** Reads the sample with this index in a row that begins at `rowStart`, as the number it stands for. */
export type ReadSample = (block: Buffer, rowStart: number, index: number) => number;

/** @throws Error for a kind of sample that `judgeTiffPage` does not let through */
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

/** IEEE 754 binary16. */
function halfFloat(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 0x1f;
  const fraction = word & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Samples that fill no whole bytes follow one another, the most significant bit first. */
function readBits(block: Buffer, start: number, bitOffset: number, bits: number): number {
  let value = 0;
  for (let bit = bitOffset; bit < bitOffset + bits; bit++) {
    value = value * 2 + ((block[start + (bit >> 3)]! >> (7 - (bit & 7))) & 1);
  }
  return value;
}

/** The least and the greatest number that a sample of whole numbers can be; 0 to 1 for floats. */
export function nominalRange({ bits, sampleFormat }: TiffSamples): readonly [number, number] {
  if (sampleFormat === 3) return [0, 1];
  return sampleFormat === 2 ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
