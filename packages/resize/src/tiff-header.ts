/** Layout of pixels in memory: rows without padding, interleaved channels, little-endian. */
export interface PixelLayout {
  readonly width: number;
  readonly height: number;
  /** Number of channels without alpha: 1 for grey, 3 for RGB, 4 for CMYK. */
  readonly channels: 1 | 3 | 4;
  /** True if straight alpha follows the channels. */
  readonly hasAlpha: boolean;
  /** Bits per channel; by default 8. */
  readonly bits?: 8 | 16;
  /** EXIF orientation; by default 1, upright. */
  readonly orientation?: number;
  readonly iccProfile?: Uint8Array | undefined;
}

/** PhotometricInterpretation: black is zero, RGB, separated. */
const PHOTOMETRIC = { 1: 1, 3: 2, 4: 5 } as const;

/** Field types of TIFF 6.0, and the bytes of one value. */
const FIELD_BYTES = { SHORT: 2, LONG: 4, UNDEFINED: 1 } as const;
const FIELD_CODES = { SHORT: 3, LONG: 4, UNDEFINED: 7 } as const;

interface Entry {
  readonly tag: number;
  readonly type: keyof typeof FIELD_CODES;
  readonly values: ArrayLike<number>;
}

const FILE_HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const INLINE_BYTES = 4;

/**
 * Returns the header that, followed by raw pixels, makes a TIFF file. It is the cheapest container
 * in which a decoder can read pixels with an ICC profile.
 */
export function tiffHeader(layout: PixelLayout): Buffer {
  const headerBytes = write(entriesFor(layout, 0)).length;
  return write(entriesFor(layout, headerBytes));
}

/** Returns the entries in ascending order of tags, as TIFF requires. */
function entriesFor(layout: PixelLayout, pixelOffset: number): Entry[] {
  const { width, height, channels, hasAlpha, bits = 8, orientation = 1, iccProfile } = layout;
  const samples = channels + (hasAlpha ? 1 : 0);
  const byteCount = (width * height * samples * bits) / 8;
  return [
    { tag: 256 /* ImageWidth */, type: 'LONG', values: [width] },
    { tag: 257 /* ImageLength */, type: 'LONG', values: [height] },
    { tag: 258 /* BitsPerSample */, type: 'SHORT', values: Array<number>(samples).fill(bits) },
    { tag: 259 /* Compression: none */, type: 'SHORT', values: [1] },
    { tag: 262 /* PhotometricInterpretation */, type: 'SHORT', values: [PHOTOMETRIC[channels]] },
    { tag: 273 /* StripOffsets */, type: 'LONG', values: [pixelOffset] },
    { tag: 274 /* Orientation */, type: 'SHORT', values: [orientation] },
    { tag: 277 /* SamplesPerPixel */, type: 'SHORT', values: [samples] },
    { tag: 278 /* RowsPerStrip */, type: 'LONG', values: [height] },
    { tag: 279 /* StripByteCounts */, type: 'LONG', values: [byteCount] },
    { tag: 284 /* PlanarConfiguration: interleaved */, type: 'SHORT', values: [1] },
    ...(hasAlpha
      ? [{ tag: 338 /* ExtraSamples: straight */, type: 'SHORT', values: [2] } as const]
      : []),
    ...(iccProfile
      ? [{ tag: 34675 /* ICC profile */, type: 'UNDEFINED', values: iccProfile } as const]
      : []),
  ];
}

function write(entries: readonly Entry[]): Buffer {
  const directoryBytes = 2 + entries.length * ENTRY_BYTES + 4;
  const directory = Buffer.alloc(FILE_HEADER_BYTES + directoryBytes);
  directory.write('II*\0', 'latin1');
  directory.writeUInt32LE(FILE_HEADER_BYTES, 4);
  directory.writeUInt16LE(entries.length, FILE_HEADER_BYTES);
  const overflow: Buffer[] = [];
  let overflowAt = directory.length;
  entries.forEach((entry, index) => {
    const at = FILE_HEADER_BYTES + 2 + index * ENTRY_BYTES;
    const value = encodeValues(entry);
    directory.writeUInt16LE(entry.tag, at);
    directory.writeUInt16LE(FIELD_CODES[entry.type], at + 2);
    directory.writeUInt32LE(entry.values.length, at + 4);
    if (value.length <= INLINE_BYTES) return void value.copy(directory, at + 8);
    directory.writeUInt32LE(overflowAt, at + 8);
    overflow.push(value);
    overflowAt += value.length;
  });
  return Buffer.concat([directory, ...overflow]);
}

/** Encodes values, padded to 4 bytes, so that the next ones are aligned. */
function encodeValues({ type, values }: Entry): Buffer {
  const size = FIELD_BYTES[type];
  const bytes = Buffer.alloc(Math.ceil((values.length * size) / 4) * 4);
  for (let i = 0; i < values.length; i++) bytes.writeUIntLE(values[i] ?? 0, i * size, size);
  return bytes;
}
