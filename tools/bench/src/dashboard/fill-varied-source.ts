import { openMetadata } from '@miniatura/metadata';
import { sql } from 'kysely';
import { type FillRequest, fillSource } from '../etl/fill-source.ts';

/**
 * Adds images as `fillSource` does. Of these, 4 % are rejected, 10 % have a moderation label and 2
 * % are duplicates.
 */
export async function fillVariedSource(request: FillRequest): Promise<void> {
  await fillSource(request);
  const { url, first, count } = request;
  const metadata = await openMetadata({ url });
  const numbers = sql`with recursive number(n) as (
    select ${first} union all select n + 1 from number where n < ${first + count - 1})`;
  // This is the number that `fillSource` gives an image.
  const n = sql`(byte_count - 1000000)`;
  const isAdded = sql`${n} between ${first} and ${first + count - 1}`;
  try {
    await metadata.db.transaction().execute(async (tx) => {
      await sql`update image set status = 'rejected', rejection_code = 'code-' || (${n} % 7)
        where ${isAdded} and ${n} % 25 = 0`.execute(tx);
      await sql`update image set sha256 = md5(${n} - ${n} % 2) || md5(${n} - ${n} % 2)
        where ${isAdded} and ${n} % 50 < 2`.execute(tx);
      await sql`insert into image_label (image_id, kind, position, name, confidence, parents,
          taxonomy_level, model_version)
        ${numbers} select md5(n), 'moderation', 0, 'Moderation ' || (n / 10 % 20), 50 + n % 50,
        '["Parent"]', 1, '7.0' from number where n % 10 = 0`.execute(tx);
    });
  } finally {
    await metadata.close();
  }
}
