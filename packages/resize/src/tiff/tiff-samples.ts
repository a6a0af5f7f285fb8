/** What a worker needs to decode one TIFF page; see `TiffPage` for the numbers' meanings. */
export interface TiffSamples {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat: number;
  readonly samplesPerPixel: number;
  readonly photometric: number;
  readonly compression: number;
  readonly predictor: number;
  readonly isPlanar: boolean;
  readonly isLittleEndian: boolean;
  readonly alpha: AlphaSample | undefined;
  /** What the lowest and the highest brightness are, where the file says it. */
  readonly range: readonly [number, number] | undefined;
  readonly colorMap: readonly number[];
  readonly yCbCr: {
    readonly coefficients: readonly number[];
    readonly subsampling: readonly number[];
    readonly referenceBlackWhite: readonly number[];
  };
  readonly blocks: TiffBlocks;
  readonly orientation: number;
  readonly iccProfile: Uint8Array | undefined;
}

/** Which sample says how opaque a pixel is. */
export interface AlphaSample {
  readonly sample: number;
  /** What the colours were blended with by their alpha; undefined: they are straight. */
  readonly matte?: 'black' | 'white' | undefined;
  /** What transparent and opaque are among the samples, where it is not as the colours' range. */
  readonly range?: readonly [number, number];
}

/** Strips are blocks as wide as the page. */
export interface TiffBlocks {
  readonly isTiled: boolean;
  readonly width: number;
  readonly height: number;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}
