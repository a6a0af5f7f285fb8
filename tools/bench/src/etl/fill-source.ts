import { open } from 'node:fs/promises';
import { type MetadataTables, openMetadata } from '@miniatura/metadata';
import { sql, type Transaction } from 'kysely';

/** The number of images to add, and the number of the first one. */
export interface FillRequest {
  readonly url: string;
  readonly first: number;
  readonly count: number;
}

/**
 * Adds images to a metadata database, each with two thumbnails, two labels, a paid call and an
 * outbox row, as the thumbnailer does. Bulk statements are used, because this part is not measured.
 *
 * `md5` is a function of JavaScript, and the ids are random. So the ids are computed once, the rows
 * are inserted in their order, and the indexes of empty tables are created after the rows.
 */
export async function fillSource({ url, first, count }: FillRequest): Promise<void> {
  const metadata = await openMetadata({ url });
  const day = sql`strftime('%Y-%m-%d', '2026-01-01', (n % 300) || ' days')`;
  try {
    await metadata.db.connection().execute(async (connection) => {
      for (const pragma of FAST) await sql`pragma ${sql.raw(pragma)}`.execute(connection);
      await sql`create temp table number (id text primary key, n integer) without rowid`.execute(
        connection,
      );
      await sql`insert into number select md5(n), n from (with recursive counted(n) as (
        select ${first} union all select n + 1 from counted where n < ${first + count - 1})
        select n from counted)`.execute(connection);
      await connection.transaction().execute(async (tx) => {
        const indexes = await dropIndexesOfEmpty(tx);
        await sql`insert into image (image_id, bucket, object_key, etag, sequencer, status, sha256,
          media_type, byte_count, width, height, frame_count, perceptual_hash, dominant_colors,
          analysis_status, alt_text, alt_text_source, uploaded_by, uploaded_through, uploaded_at,
          processed_at, expires_at, row_version)
          select id, 'originals', '2026/11/21/' || n || '/holiday image ' || n || '.jpg',
          id, '0A', 'processed', id || id, 'image/jpeg', 1000000 + n, 4000, 3000, 1,
          substring(id, 1, 16), '[{"hex":"#1e90ff","fraction":1}]', 'done',
          'An image of something, number ' || n || ', described in one sentence.', 'labels',
          'user-' || (n % 1000) || '@example.org', 'api', ${day} || ' 10:00:00.000000',
          ${day} || ' 10:00:01.000000', '2026-12-31 00:00:00.000000', 1760000000000 + n
          from number order by id`.execute(tx);
        await sql`insert into rendition
          select id, name, id || name, 'image/webp', side, side, side * 100
          from number cross join (select 'large' as name, 1024 as side union all select 'small', 128)
          order by id, name`.execute(tx);
        await sql`insert into image_label (image_id, kind, position, name, confidence, parents,
            taxonomy_level, model_version)
          select id, 'label', position, 'Label ' || ((n + position * 7) % 200),
          90.5, '["Parent"]', null, '3.0'
          from number cross join (select 0 as position union all select 1)
          order by id, position`.execute(tx);
        await sql`insert into analysis_call
          (image_id, operation, model_version, called_at, outcome, request_units)
          select id, 'DetectLabels', '3.0', '2026-11-21 10:00:00.000000', 'done', 1
          from number order by id`.execute(tx);
        await sql`insert into outbox (image_id, row_version, op, created_at)
          select id, 1760000000000 + n, 'U', '2026-11-21 10:00:00.000000'
          from number order by n`.execute(tx);
        for (const index of indexes) await sql.raw(index).execute(tx);
      });
    });
  } finally {
    await metadata.close();
  }
  await flush(url);
}

/** Waits until the rows are on the disk, so that writing them takes no time of what is measured next. */
async function flush(url: string): Promise<void> {
  const file = await open(url.replace(/^sqlite:/, ''), 'r+');
  await file.sync();
  await file.close();
}

/** Settings of SQLite for a filling that may be lost: nothing waits for the disk. */
const FAST = ['synchronous = off', 'cache_size = -262144', 'temp_store = memory'];

const FILLED = ['image', 'rendition', 'image_label', 'analysis_call', 'outbox'];

/** Drops the indexes of the tables if there are no images, and returns the SQL that creates them. */
async function dropIndexesOfEmpty(tx: Transaction<MetadataTables>): Promise<readonly string[]> {
  const { rows: images } = await sql`select 1 from image limit 1`.execute(tx);
  if (images.length > 0) return [];
  const { rows } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master
    where type = 'index' and sql is not null and tbl_name in (${sql.join(FILLED)})`.execute(tx);
  for (const { name } of rows) await sql`drop index ${sql.id(name)}`.execute(tx);
  return rows.map((index) => index.sql);
}
