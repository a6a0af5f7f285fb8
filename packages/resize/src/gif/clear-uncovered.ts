import { coversCanvas } from './first-gif-frame.ts';
import type { GifFrame, GifLayout } from './gif-blocks.ts';

const CONTROL_BYTES = 8;
const FLAGS_AT = 3;
const INDEX_AT = 6;
const TRANSPARENT = 1;
const RESTORE_TO_BACKGROUND = 2;
/** No frame with fewer than 8 bits per index contains this index. */
const UNUSED_INDEX = 255;
/**
 * A graphic control extension that sets a transparent index and has no other effect, for frames
 * without one.
 */
const CONTROL = Buffer.from('21f904000000ff00', 'hex');

/**
 * Makes the uncovered pixels of an animation transparent, as browsers show them. The decoder paints
 * them black, or in the background colour, unless frames have a transparent index. Frames without
 * one get an index that no pixel uses. Frames with 256 colours are unchanged.
 */
export function clearUncovered(bytes: Buffer, layout: GifLayout): Buffer {
  const isNeeded = layout.frames.some((frame, index) => {
    const uncovers = disposalOf(bytes, frame) === RESTORE_TO_BACKGROUND;
    return uncovers || (index === 0 && !coversCanvas(frame, layout));
  });
  if (!isNeeded) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (const frame of layout.frames) {
    if (isTransparent(bytes, frame) || frame.codeSize >= 8) continue;
    const { controlAt = frame.start } = frame;
    const hasControl = frame.controlAt !== undefined;
    const control = Buffer.from(hasControl ? bytes.subarray(controlAt, controlAt + 8) : CONTROL);
    control[FLAGS_AT] = control[FLAGS_AT]! | TRANSPARENT;
    control[INDEX_AT] = UNUSED_INDEX;
    parts.push(bytes.subarray(from, controlAt), control);
    from = hasControl ? controlAt + CONTROL_BYTES : controlAt;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

function disposalOf(bytes: Buffer, { controlAt }: GifFrame): number {
  return controlAt === undefined ? 0 : (bytes[controlAt + FLAGS_AT]! >> 2) & 7;
}

function isTransparent(bytes: Buffer, { controlAt }: GifFrame): boolean {
  return controlAt !== undefined && (bytes[controlAt + FLAGS_AT]! & TRANSPARENT) !== 0;
}
