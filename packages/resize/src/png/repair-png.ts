import { crc32 } from 'node:zlib';
import { type PngChunk, pngChunks } from './png-chunks.ts';

const SIGNATURE_BYTES = 8;
const IEND = Buffer.from('0000000049454e44ae426082', 'hex');

export interface RepairedPng {
  readonly bytes: Uint8Array;
  /** Describes the repaired faults. */
  readonly warning?: string;
}

/**
 * Repairs faults that affect no pixel: it removes ancillary chunks with a wrong CRC, adds a missing
 * IEND, and moves EXIF from behind the pixels to before them, where the decoder expects it (W3C
 * PNG, third edition, 5.6, allows both).
 */
export function repairPng(file: Uint8Array): RepairedPng {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const chunks = [...pngChunks(bytes)];
  const broken = chunks.filter((chunk) => isAncillary(chunk) && hasWrongCrc(bytes, chunk));
  const isEnded = chunks.at(-1)?.type === 'IEND';
  const late = lateExif(chunks);
  if (broken.length === 0 && isEnded && late.length === 0) return { bytes: file };
  const kept = chunks.filter(
    (chunk) => chunk.type !== 'IEND' && !broken.includes(chunk) && !late.includes(chunk),
  );
  const firstData = kept.findIndex(({ type }) => type === 'IDAT');
  const ordered = kept.toSpliced(firstData, 0, ...late.filter((chunk) => !broken.includes(chunk)));
  const warning = describe(broken, isEnded);
  return {
    bytes: Buffer.concat([
      bytes.subarray(0, SIGNATURE_BYTES),
      ...ordered.map(({ start, end }) => bytes.subarray(start, end)),
      IEND,
    ]),
    ...(warning === '' ? {} : { warning }),
  };
}

/**
 * The type of an ancillary chunk begins with a lower-case letter; the image is complete without it.
 */
const isAncillary = ({ type }: PngChunk): boolean => /^[a-z]/.test(type);

function hasWrongCrc(bytes: Buffer, { start, end }: PngChunk): boolean {
  return crc32(bytes.subarray(start + 4, end - 4)) !== bytes.readUInt32BE(end - 4);
}

function lateExif(chunks: readonly PngChunk[]): PngChunk[] {
  const firstData = chunks.findIndex(({ type }) => type === 'IDAT');
  return firstData < 0
    ? []
    : chunks.filter(({ type }, index) => type === 'eXIf' && index > firstData);
}

function describe(broken: readonly PngChunk[], isEnded: boolean): string {
  return [
    ...broken.map(({ type }) => `PNG chunk ${type} has a wrong CRC`),
    ...(isEnded ? [] : ['PNG without its IEND chunk']),
  ].join('; ');
}
