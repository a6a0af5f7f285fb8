/** Decoded pixels, rows without padding, 8 bits per channel, sRGB. */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** 3 is RGB, 4 is RGB and alpha (not premultiplied). */
  readonly channels: 3 | 4;
}
