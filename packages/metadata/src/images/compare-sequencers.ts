/**
 * Compares two S3 event sequencers of the same key: -1 when `a` is older, 0 when they are equal, 1
 * when `a` is newer. They are hexadecimal. If their lengths differ, the order is 'unknown', because
 * AWS's documentation is contradictory about which side to pad. Sequencers of different keys cannot
 * be compared.
 */
export function compareSequencers(a: string, b: string): -1 | 0 | 1 | 'unknown' {
  if (a.length !== b.length) return 'unknown';
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
