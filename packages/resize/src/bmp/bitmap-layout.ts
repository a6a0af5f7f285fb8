/** How the pixels of a Windows or OS/2 bitmap lie in its bytes. */
export interface BitmapLayout {
  readonly width: number;
  readonly height: number;
  /** Whether the top row is stored first; otherwise the bottom row is. */
  readonly isTopDown: boolean;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly compression: 'none' | 'rle4' | 'rle8';
  readonly pixelsAt: number;
  /** Blue, green and red of each index. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Where red, green, blue and alpha are in a pixel of 16 or 32 bits. */
  readonly masks: readonly [number, number, number, number];
  /** Alpha of nothing but zeros counts as none. */
  readonly isAlphaOptional: boolean;
  /** Of an icon: one bit a pixel, 1 is transparent; rows as those of the pixels. */
  readonly transparencyAt: number | undefined;
  readonly iccProfile: Uint8Array | undefined;
}
