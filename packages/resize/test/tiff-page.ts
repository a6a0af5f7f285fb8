import { long, short, strip, type TiffPart, type TiffTag } from './build-tiff.ts';

/** Width and height of a page, unless told. */
export const SIDE = 16;

/** Samples of a page whose left half has one colour, the right half another. */
export function samplesOf<Value>(left: readonly Value[], right: readonly Value[]): Value[] {
  return Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE < SIDE / 2 ? left : right)).flat();
}

export interface PageOptions {
  readonly photometric: number;
  readonly bits: number;
  readonly samples: number;
  readonly tags?: readonly TiffTag[];
  readonly compression?: number;
  readonly side?: number;
}

/** A page of one strip. */
export function page(data: Buffer, options: PageOptions): TiffPart {
  const { photometric, bits, samples, tags = [], compression = 1, side = SIDE } = options;
  return {
    tags: [
      long(256, side),
      long(257, side),
      short(258, ...Array<number>(samples).fill(bits)),
      short(259, compression),
      short(262, photometric),
      short(277, samples),
      long(278, side),
      ...tags,
    ],
    data: strip(data),
  };
}

export function words(values: readonly number[]): Buffer {
  return Buffer.from(new Uint16Array(values).buffer);
}
export function bytesOf(left: readonly number[], right: readonly number[]): Buffer {
  return Buffer.from(samplesOf(left, right));
}
