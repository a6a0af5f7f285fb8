import { timingSafeEqual } from 'node:crypto';

/** Compares in constant time, so that the duration reveals nothing about the correct signature. */
export function isSame(computed: string, claimed: string): boolean {
  const a = Buffer.from(computed);
  const b = Buffer.from(claimed);
  return a.length === b.length && timingSafeEqual(a, b);
}
