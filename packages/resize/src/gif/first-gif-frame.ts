import type { GifFrame, GifLayout } from './gif-blocks.ts';

const TRAILER = Buffer.from('3b', 'hex');

/** A transparent frame of one pixel, because of which the decoder returns an alpha channel. */
const CLEAR_FRAME = Buffer.from(
  [
    '21f9040100000000', // control: colour 0 is transparent
    '2c0000000001000100' + '80' + '000000000000', // 1 × 1, with a table of two colours
    '02' + '02' + '4401' + '00', // colour 0
  ].join(''),
  'hex',
);

/**
 * A data block of zeros, and the end of the data. Without an end code, the decoder would drop the last
 * code. Zeros behind an end code, or behind the last pixel, are ignored.
 */
const END_OF_DATA = Buffer.from('02000000', 'hex');

/**
 * Returns a GIF with only the first frame, so that a still decodes one frame. Pixels that the frame
 * does not cover are transparent, as browsers show them.
 */
export function firstGifFrame(bytes: Buffer, layout: GifLayout): Buffer | undefined {
  const [frame] = layout.frames;
  if (!frame) return undefined;
  const from = frame.controlAt ?? frame.start;
  return Buffer.concat([
    bytes.subarray(0, layout.headerEnd),
    bytes.subarray(from, frame.controlAt === undefined ? from : from + CONTROL_BYTES),
    bytes.subarray(frame.start, frame.end - 1),
    END_OF_DATA,
    ...(coversCanvas(frame, layout) ? [] : [CLEAR_FRAME]),
    TRAILER,
  ]);
}

const CONTROL_BYTES = 8;

export function coversCanvas(frame: GifFrame, { canvas }: GifLayout): boolean {
  return (
    frame.left === 0 &&
    frame.top === 0 &&
    frame.width >= canvas.width &&
    frame.height >= canvas.height
  );
}
