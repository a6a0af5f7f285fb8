import type {
  ChannelDefinition,
  Jpeg2000Component,
  Jpeg2000Header,
} from './read-jpeg2000-header.ts';

/** The components of a JPEG 2000 that are shown, and what they mean. */
export interface Jpeg2000Layout {
  /** Number of channels without alpha: grey, RGB (also as YCbCr) or CMYK. */
  readonly channels: 1 | 3 | 4;
  readonly hasAlpha: boolean;
  /** True if the colours are multiplied by the alpha. */
  readonly isPremultiplied: boolean;
  /** True if the first three components are YCbCr. */
  readonly isYcc: boolean;
  /**
   * Indexes of the components that are decoded together, in the order of the channels. The decoder
   * supports one or three. Undefined if it shows the file itself correctly.
   */
  readonly parts: readonly (readonly number[])[] | undefined;
}

/** Enumerated colour spaces (ISO/IEC 15444-1, table I.10, and 15444-2, table M.25). */
const [CMYK, SRGB, GREY, SYCC] = [12, 16, 17, 18];
const CHANNEL_COUNTS: ReadonlyMap<number, 1 | 3 | 4> = new Map([
  [CMYK, 4],
  [SRGB, 3],
  [GREY, 1],
  [SYCC, 3],
]);
/** Colour spaces of an ICC profile (ICC.1, table 19), at this offset of its header. */
const PROFILE_SPACE_AT = 16;
const PROFILE_CHANNEL_COUNTS: ReadonlyMap<string, 1 | 3 | 4> = new Map([
  ['GRAY', 1],
  ['RGB ', 3],
  ['CMYK', 4],
]);
const [COLOR, OPACITY, PREMULTIPLIED_OPACITY] = [0, 1, 2];
const MOST_BITS = 16;

/** @returns a description of the variant if it is not supported */
export function jpeg2000Layout(header: Jpeg2000Header): Jpeg2000Layout | string {
  const { components, colorSpace, paletteColumns } = header;
  if (colorSpace !== undefined && !CHANNEL_COUNTS.has(colorSpace)) {
    return `in colour space ${colorSpace}`;
  }
  if (paletteColumns > 0) return paletteLayout(header);
  const channels = channelCount(header);
  const alpha = alphaOf(header, channels);
  const colors = colorsOf(header, channels);
  const indexes = [...colors, ...(alpha ? [alpha.channel] : [])];
  const shown = indexes.flatMap((index) => components[index] ?? []);
  if (shown.length < indexes.length) return `with ${components.length} components`;
  const isPlain = alpha === undefined && channels !== 4 && components.length === channels;
  if (!shown.every(isFull) && !(isPlain && isSubsampledYcc(components))) {
    return 'with subsampled colours';
  }
  return (
    undecodableSamples(shown, colors.length) ?? {
      ...{ channels, hasAlpha: alpha !== undefined },
      isPremultiplied: alpha?.type === PREMULTIPLIED_OPACITY,
      isYcc: colorSpace === SYCC,
      parts: isPlain ? undefined : partsOf(colors, alpha?.channel),
    }
  );
}

/** The decoder applies the palette. */
function paletteLayout({ components, paletteColumns }: Jpeg2000Header): Jpeg2000Layout | string {
  if (paletteColumns !== 1 && paletteColumns !== 3) {
    return `with a palette of ${paletteColumns} columns`;
  }
  const plain = { hasAlpha: false, isPremultiplied: false, isYcc: false, parts: undefined };
  return undecodableSamples(components, 1) ?? { ...plain, channels: paletteColumns };
}

function channelCount({ components, colorSpace, iccProfile }: Jpeg2000Header): 1 | 3 | 4 {
  const space = Buffer.from(iccProfile ?? []).toString('latin1', PROFILE_SPACE_AT, 20);
  const declared = CHANNEL_COUNTS.get(colorSpace ?? -1) ?? PROFILE_CHANNEL_COUNTS.get(space);
  return declared ?? (components.length >= 3 ? 3 : 1);
}

/** Without definitions, one more component than colours is alpha, as other decoders show it. */
function alphaOf({ components, definitions }: Jpeg2000Header, channels: number) {
  if (!definitions) {
    return components.length === channels + 1 ? { channel: channels, type: OPACITY } : undefined;
  }
  return definitions.find(({ type }) => type === OPACITY || type === PREMULTIPLIED_OPACITY);
}

/** Returns the indexes of the colours in their order, such as red, green, blue. */
function colorsOf({ definitions = [] }: Jpeg2000Header, channels: number): number[] {
  return Array.from({ length: channels }, (_, index) => {
    const isIt = ({ type, association }: ChannelDefinition) =>
      type === COLOR && association === index + 1;
    return definitions.find(isIt)?.channel ?? index;
  });
}

function partsOf(colors: readonly number[], alpha: number | undefined): number[][] {
  const first = colors.slice(0, 3);
  const black = colors.slice(3).map((index) => [index]);
  return [first, ...black, ...(alpha === undefined ? [] : [[alpha]])];
}

const isFull = ({ across, down }: Jpeg2000Component): boolean => across === 1 && down === 1;

/** The decoder supports chroma of half the columns, or of half the columns and rows. */
function isSubsampledYcc([luma, cb, cr]: readonly Jpeg2000Component[]): boolean {
  if (!luma || !cb || !cr || !isFull(luma)) return false;
  return cb.across === 2 && cb.down <= 2 && cr.across === 2 && cr.down === cb.down;
}

function undecodableSamples(
  components: readonly Jpeg2000Component[],
  colorCount: number,
): string | undefined {
  if (components.some(({ isSigned }) => isSigned)) return 'with signed samples';
  const [bits = 0] = components.map((component) => component.bits);
  if (components.slice(0, colorCount).some((component) => component.bits !== bits)) {
    return 'with samples of unlike depths';
  }
  const most = Math.max(...components.map((component) => component.bits));
  return most > MOST_BITS ? `with ${most} bits per sample` : undefined;
}
