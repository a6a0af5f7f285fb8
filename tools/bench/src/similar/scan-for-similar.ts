import type { Metadata } from '@miniatura/metadata';

/** Searches without an index: it reads and compares every hash, and finds all results. */
export async function scanForSimilar(
  { db }: Metadata,
  imageId: string,
  hash: bigint,
  maxDistance: number,
): Promise<ReadonlySet<string>> {
  const [high, low] = halvesOf(hash.toString(16).padStart(16, '0'));
  const rows = await db.selectFrom('image').select(['imageId', 'perceptualHash']).execute();
  const similar = rows.filter(({ imageId: otherId, perceptualHash }) => {
    if (otherId === imageId || perceptualHash === null) return false;
    const [otherHigh, otherLow] = halvesOf(perceptualHash);
    return bitCount(high ^ otherHigh) + bitCount(low ^ otherLow) <= maxDistance;
  });
  return new Set(similar.map((row) => row.imageId));
}

function halvesOf(hash: string): readonly [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8), 16)];
}

/** @see Warren, Hacker's Delight, 5-1 */
function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
