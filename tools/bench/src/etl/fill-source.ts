import { openMetadata } from '@miniatura/metadata';
import { sql } from 'kysely';

/** The number of images to add, and the number of the first one. */
export interface FillRequest {
  readonly url: string;
  readonly first: number;
  readonly count: number;
}

/**
 * Adds images to a metadata database, each with two thumbnails, two labels, a paid call and an
 * outbox row, as the thumbnailer does. Bulk statements are used, because this part is not measured.
 */
export async function fillSource({ url, first, count }: FillRequest): Promise<void> {
  const metadata = await openMetadata({ url });
  const numbers = sql`with recursive number(n) as (
    select ${first} union all select n + 1 from number where n < ${first + count - 1})`;
  const day = sql`strftime('%Y-%m-%d', '2026-01-01', (n % 300) || ' days')`;
  try {
    await metadata.db.transaction().execute(async (tx) => {
      await sql`insert into image (image_id, bucket, object_key, etag, sequencer, status, sha256,
        media_type, byte_count, width, height, frame_count, perceptual_hash, dominant_colors,
        analysis_status, alt_text, alt_text_source, uploaded_by, uploaded_through, uploaded_at,
        processed_at, expires_at, row_version)
        ${numbers} select md5(n), 'originals', '2026/11/21/' || n || '/holiday image ' || n || '.jpg',
        md5(n), '0A', 'processed', md5(n) || md5(n), 'image/jpeg', 1000000 + n, 4000, 3000, 1,
        substring(md5(n), 1, 16), '[{"hex":"#1e90ff","fraction":1}]', 'done',
        'An image of something, number ' || n || ', described in one sentence.', 'labels',
        'user-' || (n % 1000) || '@example.org', 'api', ${day} || ' 10:00:00.000000',
        ${day} || ' 10:00:01.000000', '2026-12-31 00:00:00.000000', 1760000000000 + n
        from number`.execute(tx);
      for (const [name, side] of Object.entries({ small: 128, large: 1024 })) {
        await sql`insert into rendition
          ${numbers} select md5(n), ${name}, md5(n) || ${name}, 'image/webp', ${side}, ${side}, ${side * 100}
          from number`.execute(tx);
      }
      for (const position of [0, 1]) {
        await sql`insert into image_label (image_id, kind, position, name, confidence, parents,
            taxonomy_level, model_version)
          ${numbers} select md5(n), 'label', ${position}, 'Label ' || ((n + ${position} * 7) % 200),
          90.5, '["Parent"]', null, '3.0' from number`.execute(tx);
      }
      await sql`insert into analysis_call
        (image_id, operation, model_version, called_at, outcome, request_units)
        ${numbers} select md5(n), 'DetectLabels', '3.0', '2026-11-21 10:00:00.000000', 'done', 1
        from number`.execute(tx);
      await sql`insert into outbox (image_id, row_version, op, created_at)
        ${numbers} select md5(n), 1760000000000 + n, 'U', '2026-11-21 10:00:00.000000'
        from number`.execute(tx);
    });
  } finally {
    await metadata.close();
  }
}
