/** Describes how the pixels of a Windows or OS/2 bitmap are stored. */
export interface BitmapLayout {
  readonly width: number;
  readonly height: number;
  /** True if the top row is stored first, false if the bottom row is. */
  readonly isTopDown: boolean;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly compression: 'none' | 'rle4' | 'rle8';
  readonly pixelsAt: number;
  /** Blue, green and red of each palette index. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Bit masks of red, green, blue and alpha in a pixel of 16 or 32 bits. */
  readonly masks: readonly [number, number, number, number];
  /** True if an alpha channel that is zero everywhere means that the bitmap is opaque. */
  readonly isAlphaOptional: boolean;
  /**
   * Offset of an icon's transparency mask: one bit per pixel (1 is transparent), rows in the order
   * of the pixels.
   */
  readonly transparencyAt: number | undefined;
  readonly iccProfile: Uint8Array | undefined;
}
