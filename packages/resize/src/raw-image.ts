/** Decoded sRGB pixels with 8 bits per channel; rows have no padding. */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** 3 for RGB, 4 for RGB and alpha (not premultiplied). */
  readonly channels: 3 | 4;
}

/**
 * Returns true if some pixel is not fully transparent. It stops at the first one, which comes early
 * in most images.
 */
export function hasVisiblePixels({ data, channels }: RawImage): boolean {
  if (channels === 3) return true;
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] !== 0) return true;
  return false;
}

/** Like `RawImage`, with 16 bits per channel in the colours of the file. */
export interface DeepImage {
  readonly data: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}
