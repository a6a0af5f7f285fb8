import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Original } from './draw-originals.ts';
import { mutate } from './mutate.ts';

/** A broken image, which its seed and index determine. */
export interface Variant {
  readonly index: number;
  /** Name of the original. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Originals alternate, and each variant has its own random numbers. */
export function variantOf(originals: readonly Original[], seed: number, index: number): Variant {
  const original = originals[index % originals.length];
  if (!original) throw new RangeError('Expected at least one original but received none');
  // Similar seeds give similar first numbers, so that indexes are spread over 32 bits.
  const random = xoroshiro128plus((seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0);
  return { index, name: original.name, bytes: mutate(original.bytes, random) };
}
