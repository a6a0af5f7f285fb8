/** Decoded pixels, rows without padding, 8 bits per channel, sRGB. */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** 3 is RGB, 4 is RGB and alpha (not premultiplied). */
  readonly channels: 3 | 4;
}

/** As `RawImage`, of 16 bits per channel, in the colours of the file. */
export interface DeepImage {
  readonly data: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}
