import { timingSafeEqual } from 'node:crypto';

/** Compares in constant time, so that a wrong signature tells nothing about the right one. */
export function isSame(computed: string, claimed: string): boolean {
  const a = Buffer.from(computed);
  const b = Buffer.from(claimed);
  return a.length === b.length && timingSafeEqual(a, b);
}
