import type { Still } from '../still.ts';
import { clearUncovered } from './clear-uncovered.ts';
import { firstGifFrame } from './first-gif-frame.ts';
import { readGifLayout } from './gif-blocks.ts';

/**
 * Prepares the first frame of a GIF. If its blocks are broken, the decoder gets the unchanged file.
 */
export function prepareGif(file: Uint8Array): Still {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const layout = readGifLayout(bytes);
  const first = layout && firstGifFrame(bytes, layout);
  const still = { mediaType: 'image/gif', decoder: 'sharp' } as const;
  if (!layout || !first) return { ...still, bytes: file };
  return {
    ...still,
    bytes: first,
    animation: clearUncovered(bytes, layout),
    frameCount: layout.frames.length,
    ...(layout.isEnded ? {} : { warning: 'GIF without its trailer' }),
  };
}
