/** A difference hash compares each cell with its right neighbour: 8 rows of 8 comparisons. */
export const HASH_GRID = { columns: 9, rows: 8 } as const;

/**
 * The 64-bit difference hash (dHash) of a picture shrunk to 9 × 8 grey cells. Near duplicates
 * differ in few bits: up to about 10 is usually the same picture.
 * @param grey 72 bytes, row by row
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(grey: Uint8Array): string {
  let bits = 0n;
  for (let row = 0; row < HASH_GRID.rows; row++) {
    for (let column = 0; column + 1 < HASH_GRID.columns; column++) {
      const at = row * HASH_GRID.columns + column;
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
