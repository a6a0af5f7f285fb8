import createLibheif, { type LibheifModule } from 'libheif-js/libheif-wasm/libheif.js';

/** `heif_colorspace` of libheif's header `heif_image.h`. */
export const COLORSPACE = { ycbcr: 0, rgb: 1, monochrome: 2, asStored: 99 } as const;

/** `heif_chroma`. The samples of the deep formats are two bytes long, little-endian. */
export const CHROMA = {
  planar444: 3,
  rgb: 10,
  rgba: 11,
  deepRgb: 14,
  deepRgba: 15,
  asStored: 99,
} as const;

/** `heif_channel`. */
export const CHANNEL = { y: 0, cb: 1, cr: 2, red: 3, green: 4, blue: 5, interleaved: 10 } as const;

/** The position of a tile in its grid. */
export interface TilePlace {
  readonly column: number;
  readonly row: number;
}

interface DecodeImageOptions {
  readonly colorspace: number;
  readonly chroma: number;
  /** Decodes one tile as it is stored. By default, the whole image is rotated, mirrored and cropped. */
  readonly tile?: TilePlace;
}

/** Rows of samples in libheif's memory, `stride` bytes apart. They are valid until the image is freed. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  /** Bits per sample. A sample of more than 8 bits takes two bytes. */
  readonly bits: number;
  readonly data: Uint8Array;
}

/** The colour properties of the file's `nclx`, or of the coded image if there is none (ITU-T H.273). */
export interface Nclx {
  readonly matrix: number;
  readonly isFullRange: boolean;
}

/**
 * The primary image of a file that libheif has opened. Only decoded images are freed. The other memory
 * belongs to the WebAssembly instance and is released with it.
 */
export class LibheifImage {
  readonly #heif: LibheifModule;
  /** Address to which libheif writes a `heif_error`. */
  readonly #error: number;
  /** Address to which libheif writes an address or a number. */
  readonly #out: number;
  readonly #handle: number;
  /** Decoding options: strict, and those that also leave the image as it is stored. */
  readonly #strict: number;
  readonly #asStored: number;

  constructor(module: WebAssembly.Module, bytes: Uint8Array) {
    this.#heif = createLibheif({
      instantiateWasm: (imports, receive) => receive(new WebAssembly.Instance(module, imports)),
    });
    const heif = this.#heif;
    this.#error = heif._malloc(ERROR_BYTES);
    this.#out = heif._malloc(4);
    const file = heif._malloc(bytes.length);
    heif.HEAPU8.set(bytes, file);
    const context = heif._heif_context_alloc();
    const { length } = bytes;
    heif._heif_context_read_from_memory_without_copy(this.#error, context, file, length, 0);
    this.#requireSuccess();
    heif._heif_context_get_primary_image_handle(this.#error, context, this.#out);
    this.#requireSuccess();
    this.#handle = this.#word(this.#out);
    this.#strict = this.#strictOptions();
    this.#asStored = this.#strictOptions();
    heif.HEAPU8[this.#asStored + IGNORE_TRANSFORMATIONS_AT] = 1;
  }

  /** By default, libheif leaves tiles out that it cannot decode, and only adds a warning to the image. */
  #strictOptions(): number {
    const options = this.#heif._heif_decoding_options_alloc();
    this.#heif.HEAPU8[options + STRICT_DECODING_AT] = 1;
    return options;
  }

  /** Width in pixels, after rotation and cropping. */
  get width(): number {
    return this.#heif._heif_image_handle_get_width(this.#handle);
  }

  get height(): number {
    return this.#heif._heif_image_handle_get_height(this.#handle);
  }

  get hasAlpha(): boolean {
    return this.#heif._heif_image_handle_has_alpha_channel(this.#handle) !== 0;
  }

  /**
   * Decodes the image or a tile, calls `use` with it, and frees it.
   * @throws Error with libheif's message
   */
  decode<T>({ colorspace, chroma, tile }: DecodeImageOptions, use: (image: Decoded) => T): T {
    const heif = this.#heif;
    const [error, handle, out] = [this.#error, this.#handle, this.#out];
    if (tile) {
      const { column, row } = tile;
      const options = this.#asStored;
      heif._heif_image_handle_decode_image_tile(
        ...([error, handle, out, colorspace, chroma, options, column, row] as const),
      );
    } else {
      heif._heif_decode_image(error, handle, out, colorspace, chroma, this.#strict);
    }
    this.#requireSuccess();
    const image = this.#word(out);
    try {
      return use({
        colorspace: heif._heif_image_get_colorspace(image),
        plane: (channel) => this.#plane(image, channel),
        nclx: () => this.#nclx(image),
      });
    } finally {
      heif._heif_image_release(image);
    }
  }

  #plane(image: number, channel: number): Plane {
    const heif = this.#heif;
    const at = heif._heif_image_get_plane_readonly2(image, channel, this.#out);
    const stride = this.#word(this.#out);
    const height = heif._heif_image_get_height(image, channel);
    return {
      width: heif._heif_image_get_width(image, channel),
      height,
      stride,
      bits: heif._heif_image_get_bits_per_pixel_range(image, channel),
      data: heif.HEAPU8.subarray(at, at + stride * height),
    };
  }

  #nclx(image: number): Nclx | undefined {
    this.#heif._heif_image_get_nclx_color_profile(this.#error, image, this.#out);
    if (this.#word(this.#error) !== 0) return undefined;
    const at = this.#word(this.#out);
    return {
      matrix: this.#word(at + NCLX_MATRIX_AT),
      isFullRange: this.#heif.HEAPU8[at + NCLX_FULL_RANGE_AT] !== 0,
    };
  }

  #word(address: number): number {
    return this.#heif.HEAPU32[address / 4]!;
  }

  #requireSuccess(): void {
    if (this.#word(this.#error) === 0) return;
    const at = this.#word(this.#error + ERROR_MESSAGE_AT);
    const { HEAPU8 } = this.#heif;
    throw new Error(new TextDecoder().decode(HEAPU8.slice(at, HEAPU8.indexOf(0, at))));
  }
}

/** A decoded image or tile. */
export interface Decoded {
  readonly colorspace: number;
  plane(channel: number): Plane;
  /** Returns undefined if the image has no colour properties. */
  nclx(): Nclx | undefined;
}

/** `heif_error`: code, subcode, message. */
const ERROR_BYTES = 12;
const ERROR_MESSAGE_AT = 8;
/** Offsets in `heif_decoding_options`. */
const IGNORE_TRANSFORMATIONS_AT = 1;
const STRICT_DECODING_AT = 21;
/** Offsets in `heif_color_profile_nclx`: version, primaries, transfer, matrix, range. */
const NCLX_MATRIX_AT = 12;
const NCLX_FULL_RANGE_AT = 16;
