import { corrupt, unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { jpeg2000Layout } from './jpeg2000-layout.ts';
import { readJpeg2000Header } from './read-jpeg2000-header.ts';

const MEDIA_TYPE = 'image/jp2';
const SPACES = { 1: 'grey', 3: 'rgb', 4: 'cmyk' } as const;

/**
 * Prepares a JP2 file or a bare codestream.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function prepareJpeg2000(bytes: Uint8Array): Still {
  const found = readJpeg2000Header(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!found || found.width < 1 || found.height < 1) throw corrupt(MEDIA_TYPE);
  const layout = jpeg2000Layout(found);
  if (typeof layout === 'string') throw unsupportedFeature(MEDIA_TYPE, `JPEG 2000 ${layout}`);
  const { width, height, components, iccProfile } = found;
  const { channels, hasAlpha, isPremultiplied } = layout;
  return {
    ...{ mediaType: MEDIA_TYPE, bytes, isPremultiplied },
    decoder: 'openjpeg',
    frameCount: 1,
    jpeg2000: layout,
    header: {
      ...{ width, height, hasAlpha, iccProfile },
      channels: channels + (hasAlpha ? 1 : 0),
      pageCount: 1,
      bytesPerSample: components[0]!.bits > 8 ? 2 : 1,
      isTurned: false,
      exif: undefined,
      space: SPACES[channels],
      isSequentialJpeg: false,
    },
  };
}
