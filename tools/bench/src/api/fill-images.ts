import type { Metadata } from '@miniatura/metadata';
import { type RawBuilder, sql } from 'kysely';

/** A digit from 0 to 9 for each place of a number, the last place first. */
const PLACES = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'] as const;
const DIGITS = sql.raw(
  Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(' union all '),
);

/**
 * Fills an empty database with 10 to the `magnitude` images, in SQL that SQLite and MySQL share: a
 * tenth of them of each user and with each label, one in a hundred rejected, two renditions each.
 */
export async function fillImages({ db }: Metadata, magnitude: number): Promise<void> {
  // Rows come in no order of any index: with SQLite's own 2 MB, each would be read from the disk.
  if (isSqlite(db)) await sql`pragma cache_size = -1000000`.execute(db);
  await db.transaction().execute(async (tx) => {
    const numbers = numbersOf(magnitude);
    await sql`insert into image (image_id, bucket, object_key, sequencer, status, sha256, media_type,
      byte_count, width, height, frame_count, perceptual_hash, dominant_colors, analysis_status,
      alt_text, alt_text_source, uploaded_by, uploaded_through, uploaded_at, processed_at, expires_at,
      row_version)
      select ${ID}, 'originals', concat('2026/11/', ${NUMBER}, '.jpg'), '0A',
      case when p2 = 0 and p1 = 0 then 'rejected' else 'processed' end, concat(${ID}, ${ID}),
      'image/jpeg', 1000000, 4000, 3000, 1, substr(${ID}, 1, 16), '[]', 'done', 'A picture.',
      'labels', ${USER}, 'api', ${TIME}, ${TIME}, '2026-12-31 00:00:00.000000', 1
      ${numbers}`.execute(tx);
    for (const [name, side] of Object.entries({ small: 128, large: 512 })) {
      await sql`insert into rendition
        (image_id, name, object_key, media_type, width, height, byte_count)
        select ${ID}, ${sql.lit(name)}, concat(${ID}, ${sql.lit(name)}), 'image/webp',
        ${sql.lit(side)}, ${sql.lit(side)}, 1000 ${numbers}`.execute(tx);
    }
    for (const [position, place] of ['p1', 'p3'].entries()) {
      await sql`insert into image_label (image_id, kind, position, name, confidence, parents,
        model_version, uploaded_at, uploaded_by)
        select ${ID}, 'label', ${sql.lit(position)},
        concat(${sql.lit(LABELS[position])}, ${sql.ref(place)}), 90.5, '[]', '3.0', ${TIME}, ${USER}
        ${numbers}`.execute(tx);
    }
  });
  await sql.raw(ANALYZE[isSqlite(db) ? 'sqlite' : 'mysql']).execute(db);
}

const LABELS = ['Animal ', 'Thing '];
const ANALYZE = { sqlite: 'analyze', mysql: 'analyze table image, image_label, rendition' };

const NUMBER = sql.raw(`concat(${PLACES.toReversed().join(', ')})`);
const ID = sql`md5(${NUMBER})`;
const USER = sql`concat('user-', p0)`;
const TIME = sql.raw(
  "concat('2026-11-1', p5, ' 1', p4, ':', p3 % 6, p2, ':', p1 % 6, p0, '.000000')",
);

/** The numbers below 10 to the `magnitude`, by their digits; the places above are 0. */
function numbersOf(magnitude: number): RawBuilder<unknown> {
  const places = PLACES.map((place, index) =>
    index < magnitude
      ? sql`(select d as ${sql.ref(place)} from (${DIGITS}) as digits) as ${sql.table(`t${index}`)}`
      : sql`(select 0 as ${sql.ref(place)}) as ${sql.table(`t${index}`)}`,
  );
  return sql`from ${sql.join(places, sql` cross join `)}`;
}

function isSqlite(db: Metadata['db']): boolean {
  return db.getExecutor().adapter.supportsReturning === true;
}
