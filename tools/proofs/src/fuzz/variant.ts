import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Original } from './draw-originals.ts';
import { mutate } from './mutate.ts';

/** A broken picture, known by its seed and index alone. */
export interface Variant {
  readonly index: number;
  /** Of the original. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Originals take turns, and each variant has random numbers of its own. */
export function variantOf(originals: readonly Original[], seed: number, index: number): Variant {
  const original = originals[index % originals.length];
  if (!original) throw new RangeError('Expected at least one original but received none');
  // Neighbouring seeds give similar first numbers, so indices are spread over all 32 bits.
  const random = xoroshiro128plus((seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0);
  return { index, name: original.name, bytes: mutate(original.bytes, random) };
}
