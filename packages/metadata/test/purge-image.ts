import type { Metadata } from '../src/index.ts';

/** What retention does: the row and its parts go, and the outbox says so, in one transaction. */
export async function purgeImage({ db }: Metadata, imageId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('image')
      .select('row_version')
      .where('image_id', '=', imageId)
      .executeTakeFirstOrThrow();
    for (const table of ['rendition', 'image_label', 'image'] as const) {
      await tx.deleteFrom(table).where('image_id', '=', imageId).execute();
    }
    await tx
      .insertInto('outbox')
      .values({
        image_id: imageId,
        row_version: row.row_version + 1,
        op: 'P',
        created_at: '2026-11-21 10:00:00.000000',
        batch_id: null,
      })
      .execute();
  });
}
