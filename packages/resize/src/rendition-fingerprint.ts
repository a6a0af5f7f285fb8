import { createHash } from 'node:crypto';
import type { RenditionSpec } from './rendition-spec.ts';

/**
 * Incremented when the same specs produce other bytes, so that stored renditions are made again.
 */
const MAKER_VERSION = 6;
const FINGERPRINT_DIGITS = 32;

/**
 * Returns a fingerprint of a set of specs. It covers every field of each spec, their order, and the
 * version of the code.
 * @returns 32 hexadecimal digits
 */
export function renditionFingerprint(specs: readonly RenditionSpec[]): string {
  const fields = specs.map((spec) =>
    Object.entries(spec)
      .filter(([, value]) => value !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const text = JSON.stringify([MAKER_VERSION, fields]);
  return createHash('sha256').update(text).digest('hex').slice(0, FINGERPRINT_DIGITS);
}
