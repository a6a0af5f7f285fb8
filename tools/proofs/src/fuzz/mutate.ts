import { crc32 } from 'node:zlib';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

type Mutation = (bytes: Buffer, random: RandomGenerator) => Buffer;

/** Most errors of decoders are in the handling of headers, which are the first bytes. */
const HEADER_BYTES = 256;
const MAX_BLOCK_BYTES = 64;
const MAX_MUTATIONS = 3;

/** Numbers at which sizes and counts overflow, or are slightly too large. */
const BOUNDARIES = [
  0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000,
  0xffffffff,
];

/**
 * Breaks an image in one to three ways, which depend only on the random numbers. Half of the PNGs
 * get correct checksums, because the decoder stops at wrong ones.
 */
export function mutate(original: Buffer, random: RandomGenerator): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const count = uniformInt(random, 1, MAX_MUTATIONS);
  for (let done = 0; done < count && bytes.length > 0; done += 1) {
    bytes = pick(MUTATIONS, random)(bytes, random);
  }
  return uniformInt(random, 0, 1) === 0 ? bytes : withPngChecksums(bytes);
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const at = place(bytes, random);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << uniformInt(random, 0, 7)), at);
    return bytes;
  },
  (bytes, random) => {
    bytes.writeUInt8(uniformInt(random, 0, 255), place(bytes, random));
    return bytes;
  },
  (bytes, random) => overwrite(bytes, place(bytes, random), boundary(random)),
  (bytes, random) => {
    const [from, to] = block(bytes, random);
    return overwrite(bytes, place(bytes, random), bytes.subarray(from, to));
  },
  (bytes, random) => {
    const [from, to] = block(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, random) => {
    const [from, to] = block(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (bytes, random) => {
    const [from, to] = block(bytes, random);
    return bytes.fill(pick([0, 0xff], random), from, to);
  },
  (bytes, random) => bytes.subarray(0, uniformInt(random, 0, bytes.length)),
];

function pick<T>(items: readonly T[], random: RandomGenerator): T {
  return items[uniformInt(random, 0, items.length - 1)] as T;
}

function place(bytes: Buffer, random: RandomGenerator): number {
  const isHeader = uniformInt(random, 0, 1) === 0;
  const end = isHeader ? Math.min(bytes.length, HEADER_BYTES) : bytes.length;
  return uniformInt(random, 0, end - 1);
}

function block(bytes: Buffer, random: RandomGenerator): readonly [from: number, to: number] {
  const from = place(bytes, random);
  return [from, Math.min(bytes.length, from + uniformInt(random, 1, MAX_BLOCK_BYTES))];
}

/** Returns a number in 16 or 32 bits, in either byte order. */
function boundary(random: RandomGenerator): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(pick(BOUNDARIES, random));
  const isShort = uniformInt(random, 0, 1) === 0;
  const bytes = isShort ? word.subarray(2) : word;
  return uniformInt(random, 0, 1) === 0 ? bytes : bytes.reverse();
}

function overwrite(bytes: Buffer, at: number, values: Uint8Array): Buffer {
  bytes.set(values.subarray(0, bytes.length - at), at);
  return bytes;
}

const PNG_SIGNATURE_BYTES = 8;
/** Bytes of length, type and checksum. */
const PNG_CHUNK_OVERHEAD = 12;

function withPngChecksums(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return bytes;
  let at = PNG_SIGNATURE_BYTES;
  while (at + PNG_CHUNK_OVERHEAD <= bytes.length) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}
