import { EOI, type JpegSegment, jpegSegments, SOI, SOS } from './jpeg-markers.ts';

/**
 * Rewrites a JPEG and repairs faults that affect no pixel but make decoders warn: stray bytes
 * between segments, a missing end marker, bytes after the end, inconsistent ICC chunks, an unknown
 * Adobe transform, and scan parameters that a sequential process ignores.
 * @returns undefined if scans are missing: decoders report no error for a progressive file that is
 *   truncated between two scans
 */
export function repairJpeg(file: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const segments = [...jpegSegments(bytes)];
  const isEnded = segments.at(-1)?.marker === EOI;
  if (!isEnded && !hasAllScans(bytes, segments)) return undefined;
  const iccSegments = segments.filter((segment) => isIcc(bytes, segment));
  const dropped = isIccWhole(bytes, iccSegments) ? [] : iccSegments;
  const kept = segments.filter((segment) => segment.marker !== EOI && !dropped.includes(segment));
  return Buffer.concat([
    Buffer.from([0xff, SOI]),
    ...kept.map((segment) => mended(bytes, segment, segments)),
    Buffer.from([0xff, EOI]),
  ]);
}

/**
 * Removes bytes that a decoder reported as extraneous after the data of a scan.
 * @param marker code of the marker after them, which may occur several times
 * @returns one file for each possible place of the bytes
 */
export function withoutExtraneous(repaired: Buffer, count: number, marker: number): Buffer[] {
  const segments = [...jpegSegments(repaired)];
  return segments.flatMap((segment, index) => {
    const before = segments[index - 1];
    if (segment.marker !== marker || before?.marker !== SOS) return [];
    if (segment.start - count <= before.start) return [];
    return [
      Buffer.concat([
        repaired.subarray(0, segment.start - count),
        repaired.subarray(segment.start),
      ]),
    ];
  });
}

/**
 * Returns true if a progressive file refines each coefficient of each component to its last bit
 * (T.81, G).
 */
function hasAllScans(bytes: Buffer, segments: readonly JpegSegment[]): boolean {
  const frame = segments.find(({ marker }) => marker === 0xc2 || marker === 0xca);
  if (!frame) return segments.some(({ marker }) => marker === SOS);
  const lowestBits = new Map<number, number[]>();
  const componentCount = bytes[frame.start + 9] ?? 0;
  for (let i = 0; i < componentCount; i++) {
    lowestBits.set(bytes[frame.start + 10 + 3 * i] ?? 0, Array<number>(64).fill(Infinity));
  }
  for (const { start } of segments.filter(({ marker }) => marker === SOS)) {
    const { components, first, last, low } = scanParameters(bytes, start);
    for (const id of components) lowestBits.get(id)?.fill(low, first, last + 1);
  }
  return [...lowestBits.values()].every((bits) => bits.every((low) => low === 0));
}

function scanParameters(bytes: Buffer, start: number) {
  const count = bytes[start + 4] ?? 0;
  const tail = start + 5 + 2 * count;
  return {
    components: Array.from({ length: count }, (_, i) => bytes[start + 5 + 2 * i] ?? 0),
    first: bytes[tail] ?? 0,
    last: bytes[tail + 1] ?? 0,
    low: (bytes[tail + 2] ?? 0) & 0x0f,
    tail,
  };
}

/**
 * Name of an ICC segment. The chunk's number and the count of chunks follow it (ICC.1, annex B.4).
 */
const ICC_NAME = 'ICC_PROFILE\0';
const ICC_HEADER_BYTES = 4 + ICC_NAME.length;

function isIcc(bytes: Buffer, { marker, start }: JpegSegment): boolean {
  return (
    marker === 0xe2 && bytes.toString('latin1', start + 4, start + ICC_HEADER_BYTES) === ICC_NAME
  );
}

function isIccWhole(bytes: Buffer, chunks: readonly JpegSegment[]): boolean {
  return chunks.every(({ start, end }, index) => {
    if (end - start < ICC_HEADER_BYTES + 2) return false;
    const [number, count] = bytes.subarray(start + ICC_HEADER_BYTES);
    return number === index + 1 && count === chunks.length;
  });
}

const ADOBE_TRANSFORM_AT = 15;

function mended(bytes: Buffer, segment: JpegSegment, segments: readonly JpegSegment[]): Buffer {
  const { marker, start, end } = segment;
  const copy = bytes.subarray(start, end);
  const frame = segments.find((other) => other.marker >= 0xc0 && other.marker <= 0xc2);
  if (marker === 0xee && copy.toString('latin1', 4, 9) === 'Adobe') {
    return withKnownTransform(copy, frame && bytes[frame.start + 9] === 4 ? 2 : 1);
  }
  return marker === SOS && frame && frame.marker !== 0xc2 ? asSequential(copy) : copy;
}

/** Replaces an unknown transform by YCbCr or YCCK, as decoders interpret it. */
function withKnownTransform(segment: Buffer, transform: 1 | 2): Buffer {
  if ((segment[ADOBE_TRANSFORM_AT] ?? 0) <= 2) return segment;
  const copy = Buffer.from(segment);
  copy[ADOBE_TRANSFORM_AT] = transform;
  return copy;
}

/**
 * Corrects the header of a sequential scan, which always contains all 64 coefficients (T.81,
 * B.2.3).
 */
function asSequential(segment: Buffer): Buffer {
  const { tail } = scanParameters(segment, 0);
  if (segment[tail] === 0 && segment[tail + 1] === 63 && segment[tail + 2] === 0) return segment;
  const copy = Buffer.from(segment);
  copy.set([0, 63, 0], tail);
  return copy;
}
