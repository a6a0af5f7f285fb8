import { unsupportedFeature } from '../errors.ts';
import type { StillDecoder } from '../still.ts';
import { canDecompress } from './decompress-tiff-block.ts';
import type { TiffPage } from './tiff-page.ts';
import { COMPRESSIONS, PHOTOMETRICS } from './tiff-tags.ts';

const [WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, CIE_LAB] = [0, 1, 2, 3, 5, 6, 8];
const UNASSOCIATED_ALPHA = 2;
const [JPEG, WEBP] = [7, 50_001];

/** The properties of pages that sharp shows correctly. */
interface Native {
  readonly photometrics: readonly number[];
  readonly bits: readonly number[];
  readonly samplesPerPixel: number;
  readonly extraSamples?: readonly number[];
  readonly compressions?: readonly number[];
}

const [GREY, ALPHA] = [[WHITE_IS_ZERO, BLACK_IS_ZERO], [UNASSOCIATED_ALPHA]];
const NATIVE_COMPRESSIONS: readonly number[] = [1, 2, 3, 4, 5, JPEG, 8, 32773, 32946];

const NATIVE: readonly Native[] = [
  { photometrics: GREY, bits: [1, 2, 4, 8, 16], samplesPerPixel: 1 },
  { photometrics: [BLACK_IS_ZERO], bits: [8, 16], samplesPerPixel: 2, extraSamples: ALPHA },
  { photometrics: [RGB], bits: [8, 16], samplesPerPixel: 3 },
  { photometrics: [RGB], bits: [8, 16], samplesPerPixel: 4, extraSamples: ALPHA },
  { photometrics: [PALETTE], bits: [1, 2, 4, 8], samplesPerPixel: 1 },
  { photometrics: [CMYK], bits: [8], samplesPerPixel: 4 },
  { photometrics: [YCBCR], bits: [8], samplesPerPixel: 3, compressions: [JPEG] },
  { photometrics: [RGB], bits: [8], samplesPerPixel: 3, compressions: [WEBP] },
  { photometrics: [RGB], bits: [8], samplesPerPixel: 4, extraSamples: ALPHA, compressions: [WEBP] },
];

/**
 * The properties that our own reader of samples also supports: up to 32 bits, floats, planes, more
 * samples. ICC L*a*b* is left out, because files declare it whose samples are RGB.
 */
const SAMPLES: Readonly<
  Record<number, { readonly samplesPerPixel: number; readonly maxBits: number }>
> = {
  [WHITE_IS_ZERO]: { samplesPerPixel: 1, maxBits: 64 },
  [BLACK_IS_ZERO]: { samplesPerPixel: 1, maxBits: 64 },
  [RGB]: { samplesPerPixel: 3, maxBits: 64 },
  [PALETTE]: { samplesPerPixel: 1, maxBits: 16 },
  [CMYK]: { samplesPerPixel: 4, maxBits: 16 },
  [YCBCR]: { samplesPerPixel: 3, maxBits: 8 },
  [CIE_LAB]: { samplesPerPixel: 3, maxBits: 16 },
};

/**
 * Selects the decoder of a page.
 * @throws ImageError `unsupported-feature` that names the unsupported variant
 */
export function selectTiffDecoder(page: TiffPage): StillDecoder {
  if (isNative(page)) return 'sharp';
  const variant = undecodable(page);
  if (variant) throw unsupportedFeature('image/tiff', `TIFF with ${variant}`);
  return 'tiff-samples';
}

function isNative(page: TiffPage): boolean {
  const [bits] = page.bits;
  const isUnsigned = page.sampleFormats.every((format) => format === 1 || format === 4);
  if (!isUnsigned || page.isPlanar || !isEven(page.bits)) return false;
  return NATIVE.some(
    (native) =>
      native.photometrics.includes(page.photometric) &&
      native.bits.includes(bits ?? 0) &&
      native.samplesPerPixel === page.samplesPerPixel &&
      (native.extraSamples ?? []).every((kind, index) => page.extraSamples[index] === kind) &&
      (native.compressions ?? NATIVE_COMPRESSIONS).includes(page.compression),
  );
}

function undecodable(page: TiffPage): string | undefined {
  const { photometric, compression, bits, samplesPerPixel, sampleFormats } = page;
  const limits = SAMPLES[photometric];
  if (!limits) return `${nameOf(PHOTOMETRICS, photometric, 'photometric interpretation')} samples`;
  const known = canDecompress(compression);
  if (!known) return `${nameOf(COMPRESSIONS, compression, 'scheme')} compression${detail(page)}`;
  if (!isEven(bits) || !isEven(sampleFormats)) return 'samples of unlike kinds';
  if (samplesPerPixel < limits.samplesPerPixel) {
    return `${samplesPerPixel} samples per ${nameOf(PHOTOMETRICS, photometric, 'photometric')} pixel`;
  }
  if (photometric === YCBCR && page.isPlanar) return 'YCbCr samples in separate planes';
  if (photometric === YCBCR && samplesPerPixel > 3) return 'YCbCr and extra samples';
  return undecodableSamples(page, limits.maxBits);
}

function undecodableSamples({ bits: [bits = 0], sampleFormats }: TiffPage, maxBits: number) {
  const [format = 1] = sampleFormats;
  const isFloat = format === 3;
  if (format > 4) return 'complex samples';
  if (isFloat && ![16, 32, 64].includes(bits)) return `floating-point samples of ${bits} bits`;
  if (bits > (isFloat ? maxBits : Math.min(maxBits, 32))) return `${bits} bits per sample`;
  return undefined;
}

/** Describes why a page is unsupported although sharp supports its compression. */
function detail({ compression, isPlanar, bits, photometric }: TiffPage): string {
  if (!NATIVE_COMPRESSIONS.includes(compression)) return '';
  const layout = isPlanar ? ', separate planes' : '';
  return ` of ${nameOf(PHOTOMETRICS, photometric, 'photometric')}, ${bits[0]} bits per sample${layout}`;
}

const isEven = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

function nameOf(names: ReadonlyMap<number, string>, number: number, kind: string): string {
  return names.get(number) ?? `unknown ${kind} ${number}`;
}
