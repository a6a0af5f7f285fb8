import type { Region, Size } from '../plan-resize.ts';

/** One frame of a GIF (GIF89a, 20) and the graphic control extension before it. */
export interface GifFrame extends Region {
  /** Offset of the graphic control extension; absent if the frame has none. */
  readonly controlAt?: number;
  /** Offset of the image descriptor. */
  readonly start: number;
  /** Offset after the frame's last data block. */
  readonly end: number;
  /** Number of bits of the largest colour index. */
  readonly codeSize: number;
}

export interface GifLayout {
  readonly canvas: Size;
  /** Offset after the global colour table. */
  readonly headerEnd: number;
  /** The complete frames. */
  readonly frames: readonly GifFrame[];
  /** True if the trailer is present. */
  readonly isEnded: boolean;
}

const SCREEN_BYTES = 13;
const DESCRIPTOR_BYTES = 10;
const EXTENSION = 0x21;
const CONTROL_LABEL = 0xf9;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Reads the structure without decoding. A truncated frame is not included. */
export function readGifLayout(bytes: Buffer): GifLayout | undefined {
  if (bytes.length < SCREEN_BYTES) return undefined;
  const canvas = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  const headerEnd = SCREEN_BYTES + colorTableBytes(bytes[10]!);
  const frames: GifFrame[] = [];
  let at = headerEnd;
  let controlAt: number | undefined;
  while (at < bytes.length) {
    if (bytes[at] === EXTENSION) {
      if (bytes[at + 1] === CONTROL_LABEL) controlAt = at;
      at = afterDataBlocks(bytes, at + 2);
    } else if (bytes[at] === IMAGE && at + DESCRIPTOR_BYTES < bytes.length) {
      const frame = readFrame(bytes, at, controlAt);
      if (frame.end > bytes.length) break;
      frames.push(frame);
      controlAt = undefined;
      at = frame.end;
    } else break;
  }
  return { canvas, headerEnd, frames, isEnded: bytes[at] === TRAILER };
}

function readFrame(bytes: Buffer, start: number, controlAt: number | undefined): GifFrame {
  const dataAt = start + DESCRIPTOR_BYTES + colorTableBytes(bytes[start + 9]!);
  return {
    left: bytes.readUInt16LE(start + 1),
    top: bytes.readUInt16LE(start + 3),
    width: bytes.readUInt16LE(start + 5),
    height: bytes.readUInt16LE(start + 7),
    start,
    end: afterDataBlocks(bytes, dataAt + 1),
    codeSize: bytes[dataAt] ?? 0,
    ...(controlAt === undefined ? {} : { controlAt }),
  };
}

/** The packed byte says whether a colour table follows, and how many colours of 3 bytes it has. */
function colorTableBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1);
}

/**
 * Returns the offset after the data blocks. Each begins with its length; a block of length 0 ends
 * them.
 */
function afterDataBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
  return at < bytes.length ? at + 1 : Infinity;
}
