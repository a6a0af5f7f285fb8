import type { Metadata } from '@miniatura/metadata';
import { type RawBuilder, sql } from 'kysely';

type Tx = Metadata['db'];

/** A digit from 0 to 9 for each decimal place of a number, the last place first. */
const PLACES = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'] as const;
const DIGITS = sql.raw(
  Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(' union all '),
);

/**
 * Fills an empty database with 10 to the power of `magnitude` images. A tenth of them belong to
 * each user, have each label, and are rejected; each image has two labels and two renditions. As
 * with real images, those uploaded together do not have neighbouring ids.
 */
export async function fillImages({ db }: Metadata, magnitude: number): Promise<void> {
  const isSqlite = db.getExecutor().adapter.supportsReturning;
  for (const setting of SETTINGS[isSqlite ? 'sqlite' : 'mysql']) {
    await sql.raw(setting).execute(db);
  }
  await db.transaction().execute(async (tx) => {
    let addIndexes;
    if (isSqlite) addIndexes = await dropIndexes(tx);
    // Without these checks MariaDB sorts the rows of an empty table into its indexes instead of
    // searching for each row.
    else await sql`set session foreign_key_checks = 0, unique_checks = 0`.execute(tx);
    await numberImages(tx, magnitude, isSqlite ? sqliteHex : mysqlHex);
    await insertParts(tx);
    await sql`drop ${sql.raw(isSqlite ? '' : 'temporary')} table numbered`.execute(tx);
    await addIndexes?.();
  });
  await sql.raw(ANALYZE[isSqlite ? 'sqlite' : 'mysql']).execute(db);
}

/**
 * A production database has its indexes in memory, but the defaults are 2 MB and 64 MB. An
 * interrupted fill is discarded, so that no log is needed.
 */
const SETTINGS = {
  sqlite: ['pragma cache_size = -1000000', 'pragma journal_mode = off', 'pragma synchronous = off'],
  mysql: ['set global innodb_buffer_pool_size = 1073741824'],
};
const ANALYZE = { sqlite: 'analyze', mysql: 'analyze table image, image_label, rendition' };

/** Drops indexes, because building them afterwards takes a fraction of the time. */
async function dropIndexes(tx: Tx): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master
    where type = 'index' and sql is not null and tbl_name in ('image', 'image_label', 'rendition')
    `.execute(tx);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(tx);
  return async () => {
    for (const index of rows) await sql.raw(index.sql).execute(tx);
  };
}

type Hex = (integer: RawBuilder<unknown>) => RawBuilder<unknown>;
const sqliteHex: Hex = (integer) => sql`printf('%08x', ${integer})`;
const mysqlHex: Hex = (integer) => sql`lower(lpad(hex(${integer}), 8, '0'))`;

/** Odd factors map each number to a different one below 2³², far from those of its neighbours. */
const SPREADING_FACTORS = [2_654_435_761, 2_246_822_519] as const;

/** Stores the digits, id and perceptual hash of each image, in the order of the ids. */
async function numberImages(tx: Tx, magnitude: number, hex: Hex): Promise<void> {
  const number = sql.raw(PLACES.map((place, index) => `${place} * ${10 ** index}`).join(' + '));
  const [high, low] = SPREADING_FACTORS.map((factor) =>
    hex(sql`((${number}) * ${sql.lit(factor)}) % 4294967296`),
  );
  await sql`create temporary table numbered as
    select concat(${high}, ${low}, ${high}, ${low}) as image_id, concat(${low}, ${high}) as hash,
    p0, p1, p2, p3, p4, p5 ${numbersOf(magnitude)} order by 1`.execute(tx);
}

/**
 * Returns the numbers below 10 to the power of `magnitude`, by their digits; higher places are 0.
 */
function numbersOf(magnitude: number): RawBuilder<unknown> {
  const places = PLACES.map((place, index) =>
    index < magnitude
      ? sql`(select d as ${sql.ref(place)} from (${DIGITS}) as digits) as ${sql.table(`t${index}`)}`
      : sql`(select 0 as ${sql.ref(place)}) as ${sql.table(`t${index}`)}`,
  );
  return sql`from ${sql.join(places, sql` cross join `)}`;
}

const USER = sql`concat('user-', p0)`;
const TIME = sql.raw(
  "concat('2026-11-1', p5, ' 1', p4, ':', p3 % 6, p2, ':', p1 % 6, p0, '.000000')",
);

async function insertParts(tx: Tx): Promise<void> {
  await sql`insert into image (image_id, bucket, object_key, sequencer, status, sha256, media_type,
    byte_count, width, height, frame_count, perceptual_hash, dominant_colors, analysis_status,
    alt_text, alt_text_source, uploaded_by, uploaded_through, uploaded_at, processed_at, expires_at,
    row_version)
    select image_id, 'originals', concat('2026/11/', image_id, '.jpg'), '0A',
    case when p2 = 0 then 'rejected' else 'processed' end, concat(image_id, image_id),
    'image/jpeg', 1000000, 4000, 3000, 1, hash, '[]', 'done', 'An image.', 'labels', ${USER},
    'api', ${TIME}, ${TIME}, '2026-12-31 00:00:00.000000', 1 from numbered`.execute(tx);
  await sql`insert into rendition
    (image_id, name, object_key, media_type, width, height, byte_count)
    select image_id, name, concat(image_id, name), 'image/webp', side, side, 1000
    from numbered cross join (select 'small' as name, 128 as side union all select 'large', 512)
    as renditions`.execute(tx);
  await sql`insert into image_label (image_id, kind, position, name, confidence, parents,
    model_version, uploaded_at, uploaded_by)
    select image_id, 'label', position, case position when 0 then concat('Animal ', p1)
    else concat('Thing ', p3) end, 90.5, '[]', '3.0', ${TIME}, ${USER}
    from numbered cross join (select 0 as position union all select 1) as positions`.execute(tx);
}
