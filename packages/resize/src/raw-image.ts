/** Decoded pixels, rows without padding, 8 bits per channel, sRGB. */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** 3 is RGB, 4 is RGB and alpha (not premultiplied). */
  readonly channels: 3 | 4;
}

/** Whether any pixel is not fully transparent. Ends at the first one, which is near in most pictures. */
export function hasVisiblePixels({ data, channels }: RawImage): boolean {
  if (channels === 3) return true;
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] !== 0) return true;
  return false;
}

/** As `RawImage`, of 16 bits per channel, in the colours of the file. */
export interface DeepImage {
  readonly data: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}
