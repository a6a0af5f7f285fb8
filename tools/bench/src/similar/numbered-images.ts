import { createHash } from 'node:crypto';
import type { Metadata } from '@miniatura/metadata';
import { type RawBuilder, sql } from 'kysely';

/** Distances of an image's planted twins in bits of 64, one twin each. */
export const TWIN_DISTANCES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const BITS = 64;
const ROWS_PER_INSERT = 50_000;

type Engine = 'sqlite' | 'mysql';

/** An image with its perceptual hash as a number. */
export interface HashedImage {
  readonly imageId: string;
  readonly hash: bigint;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** Returns the n-th image; the database computes it in the same way. */
export function numberedImage(n: number): HashedImage {
  return { imageId: md5(`image ${n}`), hash: BigInt(`0x${md5(`hash ${n}`).slice(0, 16)}`) };
}

/** SQL for a table with a column `n` that contains the numbers from first to last. */
const NUMBERS: Readonly<Record<Engine, (first: number, last: number) => RawBuilder<unknown>>> = {
  sqlite: (first, last) =>
    sql`(with recursive numbers(n) as (select ${sql.lit(first)} union all select n + 1 from numbers
      where n < ${sql.lit(last)}) select n from numbers)`,
  mysql: (first, last) => sql.raw(`(select seq as n from seq_${first}_to_${last})`),
};

/** Cache for the indexes. Hashes arrive in random order, so that each page is written to. */
export const CACHE_MEGABYTES = 1024;

/** Fills the table in the database itself, with random hashes. */
export async function fillWithImages(
  { db }: Metadata,
  engine: Engine,
  count: number,
): Promise<void> {
  // A negative number is in KB for SQLite; MariaDB is started with the same size.
  if (engine === 'sqlite')
    await sql.raw(`pragma cache_size = -${CACHE_MEGABYTES * 1024}`).execute(db);
  for (let first = 1; first <= count; first += ROWS_PER_INSERT) {
    const last = Math.min(first + ROWS_PER_INSERT - 1, count);
    await sql`insert into image (image_id, bucket, object_key, sequencer, status, perceptual_hash,
        expires_at, row_version)
      select md5(concat('image ', n)), 'originals', concat('image ', n), '00', 'processed',
        substring(md5(concat('hash ', n)), 1, 16), '2026-11-21 10:00:00.000000', 1
      from ${NUMBERS[engine](first, last)} numbers`.execute(db);
  }
}

/** Adds images that look similar to the first ones. */
export async function plantTwins({ db }: Metadata, ofImages: number): Promise<void> {
  for (let n = 1; n <= ofImages; n++) {
    const { hash } = numberedImage(n);
    const rows = TWIN_DISTANCES.map((distance) => {
      const name = `twin ${n} ${distance}`;
      const twin = differingIn(hash, distance).toString(16).padStart(16, '0');
      return sql`(${md5(name)}, 'originals', ${name}, '00', 'processed', ${twin},
        '2026-11-21 10:00:00.000000', 1)`;
    });
    await sql`insert into image (image_id, bucket, object_key, sequencer, status, perceptual_hash,
      expires_at, row_version) values ${sql.join(rows)}`.execute(db);
  }
}

/**
 * Returns a hash that differs in some bits. The hash itself determines which bits, so that each run
 * plants the same twins.
 */
function differingIn(hash: bigint, distance: number): bigint {
  const bits = Array.from({ length: BITS }, (_, bit) => ({ bit, order: md5(`${hash} ${bit}`) }));
  const flipped = bits.toSorted((a, b) => (a.order < b.order ? -1 : 1)).slice(0, distance);
  return flipped.reduce((twin, { bit }) => twin ^ (1n << BigInt(bit)), hash);
}
