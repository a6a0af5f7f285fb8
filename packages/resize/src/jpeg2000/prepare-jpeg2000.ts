import { corrupt, unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { type Jpeg2000Header, readJpeg2000Header } from './read-jpeg2000-header.ts';

const MEDIA_TYPE = 'image/jp2';

/**
 * Colour spaces (ISO/IEC 15444-1, table I.10). An undefined colour space means the decoder's RGB or
 * grey.
 */
const [SRGB, GREY, SYCC] = [16, 17, 18];
const COLOR_SPACES: readonly (number | undefined)[] = [undefined, SRGB, GREY, SYCC];
const MOST_BITS = 16;

/**
 * Prepares a JP2 file or a bare codestream.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function prepareJpeg2000(bytes: Uint8Array): Still {
  const found = readJpeg2000Header(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!found || found.width < 1 || found.height < 1) throw corrupt(MEDIA_TYPE);
  const variant = undecodable(found);
  if (variant) throw unsupportedFeature(MEDIA_TYPE, `JPEG 2000 ${variant}`);
  const { width, height, iccProfile } = found;
  const channels = channelCount(found);
  return {
    mediaType: MEDIA_TYPE,
    bytes,
    decoder: 'openjpeg',
    frameCount: 1,
    header: {
      ...{ width, height, channels, iccProfile },
      pageCount: 1,
      bytesPerSample: found.components[0]!.bits > 8 ? 2 : 1,
      hasAlpha: false,
      isTurned: false,
      exif: undefined,
      space: channels === 1 ? 'grey' : 'rgb',
      isSequentialJpeg: false,
    },
  };
}

function channelCount({ components, paletteColumns }: Jpeg2000Header): number {
  return paletteColumns > 0 ? paletteColumns : components.length;
}

/**
 * Describes why the decoder cannot decode an image. It supports one or three components of the same
 * size and depth.
 */
function undecodable(header: Jpeg2000Header): string | undefined {
  const { components, colorSpace } = header;
  const count = channelCount(header);
  if (!COLOR_SPACES.includes(colorSpace)) return `in colour space ${colorSpace}`;
  if (count !== 1 && count !== 3) return `with ${count} channels, such as alpha`;
  if (components.some(({ isSubsampled }) => isSubsampled)) return 'with subsampled colours';
  if (components.some(({ isSigned }) => isSigned)) return 'with signed samples';
  const [bits = 0] = components.map((component) => component.bits);
  if (components.some((component) => component.bits !== bits))
    return 'with samples of unlike depths';
  return bits > MOST_BITS ? `with ${bits} bits per sample` : undefined;
}
