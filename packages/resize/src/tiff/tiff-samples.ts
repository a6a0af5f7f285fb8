/** What a worker needs to decode one TIFF page; `TiffPage` explains the numbers. */
export interface TiffSamples {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 1 is unsigned, 2 is signed, 3 is floating point. */
  readonly sampleFormat: number;
  readonly samplesPerPixel: number;
  readonly photometric: number;
  readonly compression: number;
  readonly predictor: number;
  readonly isPlanar: boolean;
  readonly isLittleEndian: boolean;
  readonly alpha: AlphaSample | undefined;
  /** Samples of the lowest and the highest brightness, if the file gives them. */
  readonly range: readonly [number, number] | undefined;
  /** The sample that stands for a missing value; NaN or undefined if there is none. */
  readonly noData?: number;
  readonly colorMap: readonly number[];
  /** Palette index of transparent pixels; only a PSD has one. */
  readonly transparentIndex?: number | undefined;
  readonly yCbCr: {
    readonly coefficients: readonly number[];
    readonly subsampling: readonly number[];
    readonly referenceBlackWhite: readonly number[];
  };
  readonly blocks: TiffBlocks;
  readonly orientation: number;
  readonly iccProfile: Uint8Array | undefined;
}

/** The sample that contains the alpha of a pixel. */
export interface AlphaSample {
  readonly sample: number;
  /** The matte that the colours are blended with; undefined for straight alpha. */
  readonly matte?: 'black' | 'white' | undefined;
  /** Samples of transparent and opaque, if they differ from the range of the colours. */
  readonly range?: readonly [number, number];
}

/** Layout of blocks; strips are blocks of the page's width. */
export interface TiffBlocks {
  readonly isTiled: boolean;
  readonly width: number;
  readonly height: number;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}
