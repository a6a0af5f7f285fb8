/**
 * The order of two S3 event sequencers of the same key: -1 when `a` is older, 0 when they are of the
 * same event, 1 when `a` is newer. They are hexadecimal; of unequal length their order is 'unknown',
 * because AWS's own pages disagree on which side to pad. Sequencers of different keys do not compare.
 */
export function compareSequencers(a: string, b: string): -1 | 0 | 1 | 'unknown' {
  if (a.length !== b.length) return 'unknown';
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
