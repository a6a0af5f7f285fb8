import { prepareGif } from './gif/prepare-gif.ts';
import { prepareJpeg } from './jpeg/prepare-jpeg.ts';
import type { MediaType } from './media-type.ts';
import { preparePng } from './png/prepare-png.ts';
import type { Still } from './still.ts';

/**
 * Selects the still of a file, and converts it to a form that its decoder shows correctly. It
 * decodes no pixel. The parsers of less frequent types are loaded when they are needed, so that a
 * function starts faster.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export async function prepareStill(bytes: Uint8Array, sniffed: MediaType): Promise<Still> {
  switch (sniffed) {
    case 'image/jpeg':
      return prepareJpeg(bytes);
    case 'image/png':
      return preparePng(bytes);
    case 'image/gif':
      return prepareGif(bytes);
    case 'image/webp':
      return { mediaType: 'image/webp', bytes, decoder: 'sharp' };
    case 'image/svg+xml': {
      const { prepareSvg } = await import('./svg/prepare-svg.ts');
      return prepareSvg(bytes, prepareStill);
    }
    default: {
      const { prepareOtherStill } = await import('./prepare-other-still.ts');
      return prepareOtherStill(bytes, sniffed);
    }
  }
}
