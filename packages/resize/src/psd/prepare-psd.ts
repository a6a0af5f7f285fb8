import { corrupt, unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { headerOfSamples } from '../tiff/prepare-tiff.ts';
import type { TiffSamples } from '../tiff/tiff-samples.ts';
import { type PsdSections, readPsdSections } from './psd-sections.ts';

const MEDIA_TYPE = 'image/vnd.adobe.photoshop';

interface ColorMode {
  readonly name: string;
  /**
   * Number of channels without alpha, and TIFF's names for them; undefined if the mode is
   * unsupported.
   */
  readonly channels?: number;
  readonly photometric?: number;
}

/** A duotone contains grey; its inks are stored elsewhere. */
const MODES: ReadonlyMap<number, ColorMode> = new Map([
  [0, { name: 'bitmap', channels: 1, photometric: 0 }],
  [1, { name: 'greyscale', channels: 1, photometric: 1 }],
  [2, { name: 'indexed', channels: 1, photometric: 3 }],
  [3, { name: 'RGB', channels: 3, photometric: 2 }],
  [4, { name: 'CMYK', channels: 4, photometric: 5 }],
  [7, { name: 'multichannel' }],
  [8, { name: 'duotone', channels: 1, photometric: 1 }],
  [9, { name: 'Lab', channels: 3, photometric: 9 }],
]);

const CMYK = 4;
const INDEXED = 2;
const BITS: readonly number[] = [1, 8, 16];
const RAW = 0;
const RUN_LENGTHS = 1;
/** TIFF's numbers for the same two compressions. */
const TIFF_COMPRESSIONS = { [RAW]: 1, [RUN_LENGTHS]: 32_773 } as const;
const PALETTE_COLORS = 256;

/**
 * Prepares the composite image of a PSD or PSB. Its planes are stored as in a TIFF, so that the
 * reader of TIFF samples decodes it.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function preparePsd(bytes: Uint8Array): Still {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const sections = readPsdSections(file);
  if (!sections) throw corrupt(MEDIA_TYPE);
  const { width, height, channels } = sections;
  if (width === 0 || height === 0) {
    throw corrupt(MEDIA_TYPE, undefined, `an image of ${width} × ${height}`);
  }
  const mode = requireDecodable(sections);
  if (channels < mode.channels) {
    throw corrupt(MEDIA_TYPE, undefined, `${channels} channels of ${mode.name}`);
  }
  const samples = samplesOf(file, sections, mode);
  return {
    ...{ mediaType: MEDIA_TYPE, bytes, samples },
    decoder: 'tiff-samples',
    frameCount: 1,
    header: headerOfSamples(samples),
  };
}

function requireDecodable(sections: PsdSections): Required<ColorMode> {
  const { mode, bits, compression, hasComposite } = sections;
  const known = MODES.get(mode);
  const { name = `mode ${mode}`, channels, photometric } = known ?? {};
  if (channels === undefined || photometric === undefined) {
    throw unsupportedFeature(MEDIA_TYPE, `PSD in ${name}`);
  }
  if (!hasComposite) throw unsupportedFeature(MEDIA_TYPE, 'PSD without a composite image');
  if (!BITS.includes(bits)) {
    throw unsupportedFeature(MEDIA_TYPE, `PSD with ${bits} bits per channel`);
  }
  if (compression !== RAW && compression !== RUN_LENGTHS) {
    throw unsupportedFeature(MEDIA_TYPE, `PSD with compression ${compression}`);
  }
  return { name, channels, photometric };
}

function samplesOf(file: Buffer, sections: PsdSections, mode: Required<ColorMode>): TiffSamples {
  const { width, height, bits, compression, iccProfile, hasTransparency } = sections;
  const hasAlpha = hasTransparency && sections.channels > mode.channels;
  const samplesPerPixel = mode.channels + (hasAlpha ? 1 : 0);
  return {
    ...{ width, height, bits, samplesPerPixel, iccProfile },
    photometric: mode.photometric,
    sampleFormat: 1,
    compression: TIFF_COMPRESSIONS[compression as typeof RAW | typeof RUN_LENGTHS],
    predictor: 1,
    isPlanar: samplesPerPixel > 1,
    isLittleEndian: false,
    // Photoshop blends a composite with white.
    alpha: hasAlpha
      ? { sample: mode.channels, matte: 'white', range: [0, 2 ** bits - 1] }
      : undefined,
    // PSD stores ink values inverted.
    range: sections.mode === CMYK ? [2 ** bits - 1, 0] : undefined,
    colorMap: sections.mode === INDEXED ? colorMapOf(sections.colorMode) : [],
    transparentIndex: sections.mode === INDEXED ? sections.transparentIndex : undefined,
    yCbCr: { coefficients: [], subsampling: [], referenceBlackWhite: [] },
    blocks: { isTiled: false, width, ...rowsOf(file, sections, samplesPerPixel) },
    orientation: 1,
  };
}

/**
 * Converts the colour map to TIFF's: all reds, all greens, all blues, with 16 bits instead of 8.
 */
function colorMapOf(colorMode: Buffer): number[] {
  return Array.from({ length: 3 * PALETTE_COLORS }, (_, index) => (colorMode[index] ?? 0) * 257);
}

/** Splits run lengths into rows. The byte counts of all rows of all channels precede the data. */
function rowsOf(file: Buffer, sections: PsdSections, planes: number) {
  const { width, height, bits, channels, compression, dataAt, isLarge } = sections;
  if (compression === RAW) {
    const planeBytes = Math.ceil((width * bits) / 8) * height;
    const offsets = Array.from({ length: planes }, (_, plane) => dataAt + plane * planeBytes);
    return { height, offsets, byteCounts: offsets.map(() => planeBytes) };
  }
  const countBytes = isLarge ? 4 : 2;
  const rows = height * planes;
  const tableEnd = dataAt + height * channels * countBytes;
  if (tableEnd > file.length) throw corrupt(MEDIA_TYPE);
  const byteCounts = Array.from({ length: rows }, (_, row) =>
    file.readUIntBE(dataAt + row * countBytes, countBytes),
  );
  let next = tableEnd;
  const offsets = byteCounts.map((byteCount) => (next += byteCount) - byteCount);
  return { height: 1, offsets, byteCounts };
}
