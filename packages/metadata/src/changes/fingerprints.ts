import { type Kysely, sql } from 'kysely';
import { databaseErrorOf } from '../database-failure.ts';
import type { MetadataTables } from '../tables.ts';

/** The day of images that were removed before they were seen. */
export const NO_DAY = 'none';

/** Of which images, and how finely: all by day, a day's by the start of their id, or those one by one. */
export type FingerprintScope =
  | { readonly by: 'day' }
  | { readonly by: 'prefix'; readonly day: string }
  | { readonly by: 'image'; readonly day: string; readonly prefix: string };

/** Counts and a checksum of a group of images; a warehouse that agrees on them has the same rows. */
export interface Fingerprint {
  /** A day, the first two digits of an id, or an id. */
  readonly key: string;
  readonly images: number;
  readonly labels: number;
  /** A decimal number of any length: the sum over all images of 40 bits of MD5(id:version). */
  readonly checksum: string;
}

const DAY = sql<string>`coalesce(substring(image.uploaded_at, 1, 10), ${sql.lit(NO_DAY)})`;

const KEYS = {
  day: DAY,
  prefix: sql<string>`substring(image.image_id, 1, 2)`,
  image: sql<string>`image.image_id`,
} as const;

/** 40 bits a row: the sum over eight million rows of a day still fits SQLite's whole numbers. */
const CHECKSUM = sql<string>`cast(sum(cast(conv(substring(md5(
  concat(image.image_id, ':', image.row_version)), 23), 16, 10) as unsigned)) as char)`;

const LABELS = sql<number>`sum((select count(*) from image_label
  where image_label.image_id = image.image_id))`;

/** Fingerprints of the images there are, by key. */
export async function fingerprints(
  db: Kysely<MetadataTables>,
  scope: FingerprintScope,
): Promise<Fingerprint[]> {
  const key = KEYS[scope.by];
  const rows = await db
    .selectFrom('image')
    .select(({ fn }) => [
      key.as('key'),
      fn.countAll<number>().as('images'),
      LABELS.as('labels'),
      CHECKSUM.as('checksum'),
    ])
    .$if(scope.by !== 'day', (query) =>
      query.where(DAY, '=', (scope as { readonly day: string }).day),
    )
    .$if(scope.by === 'image', (query) =>
      query.where(KEYS.prefix, '=', (scope as { readonly prefix: string }).prefix),
    )
    .groupBy(key)
    .orderBy('key')
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map((row) => ({
    key: row.key,
    images: Number(row.images),
    labels: Number(row.labels),
    checksum: row.checksum,
  }));
}
