import { createHash } from 'node:crypto';
import type { RenditionSpec } from './rendition-spec.ts';

/**
 * Counts up when the same specs come to give other bytes: renditions that were kept are then made
 * anew.
 */
const MAKER_VERSION = 3;
const FINGERPRINT_DIGITS = 32;

/**
 * Tells renditions of one set of specs from those of another: by every field of each spec, in
 * order, and by how this version makes them.
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
