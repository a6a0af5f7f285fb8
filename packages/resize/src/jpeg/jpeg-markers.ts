/** Marker codes of ITU-T T.81, table B.1: the byte after `FF`. */
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;

const FILL = 0xff;
const STUFFED = 0x00;

export interface JpegSegment {
  readonly marker: number;
  /** Offset of the marker's `FF`. */
  readonly start: number;
  /** Offset after the segment; for a scan, after its entropy-coded data. */
  readonly end: number;
}

export interface JpegFrame {
  /**
   * Marker of the frame header (SOF), which identifies the coding process, such as `C0` for
   * baseline.
   */
  readonly marker: number;
  /** Bits per sample. */
  readonly precision: number;
  /** Height in pixels; 0 if a DNL marker after the first scan gives it. */
  readonly height: number;
  readonly width: number;
  readonly componentCount: number;
}

/**
 * Yields the segments of a JPEG in order, and skips stray bytes between them, as decoders do. It
 * ends with EOI, at the first invalid marker, or at the end of the bytes.
 */
export function* jpegSegments(bytes: Buffer): Generator<JpegSegment> {
  let at = 2;
  while (at < bytes.length) {
    const start = nextMarker(bytes, at);
    if (start === undefined) return;
    const marker = bytes[start + 1]!;
    if (!isExpected(marker)) return;
    const end = segmentEnd(bytes, start, marker);
    if (end > bytes.length) return;
    yield { marker, start, end };
    if (marker === EOI) return;
    at = end;
  }
}

/** Returns the frame header from the segments before the first scan. */
export function readJpegFrame(bytes: Buffer): JpegFrame | undefined {
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === SOS) return undefined;
    if (isFrameHeader(marker) && end - start >= 10) {
      return {
        marker,
        precision: bytes[start + 4]!,
        height: bytes.readUInt16BE(start + 5),
        width: bytes.readUInt16BE(start + 7),
        componentCount: bytes[start + 9]!,
      };
    }
  }
  return undefined;
}

/** Returns true for SOF0–SOF15, and JPEG-LS's SOF55 (ITU-T T.87). */
export function isFrameHeader(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && ![DHT, JPG, DAC].includes(marker)) || marker === 0xf7;
}

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/**
 * Returns true for a marker that may follow SOI. Another SOI or a reserved code belongs to appended
 * data.
 */
function isExpected(marker: number): boolean {
  return (marker >= 0xc0 && marker !== SOI && marker <= 0xef) || marker === 0xfe || marker === 0xf7;
}

/** Returns the offset of the next `FF` that is followed by a marker code. */
function nextMarker(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(FILL, from); at >= 0; at = bytes.indexOf(FILL, at + 1)) {
    const code = bytes[at + 1];
    if (code === undefined) return undefined;
    if (code !== STUFFED && code !== FILL) return at;
  }
  return undefined;
}

function segmentEnd(bytes: Buffer, start: number, marker: number): number {
  if (marker === EOI || isRestart(marker)) return start + 2;
  if (start + 4 > bytes.length) return Infinity;
  const headerEnd = start + 2 + bytes.readUInt16BE(start + 2);
  return marker === SOS ? entropyEnd(bytes, headerEnd) : headerEnd;
}

function entropyEnd(bytes: Buffer, from: number): number {
  for (let at = nextMarker(bytes, from); at !== undefined; at = nextMarker(bytes, at + 2)) {
    if (!isRestart(bytes[at + 1]!)) return at;
  }
  const endsInMarker = bytes.at(-1) === FILL;
  return Math.max(from, endsInMarker ? bytes.length - 1 : bytes.length);
}
