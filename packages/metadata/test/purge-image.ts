import type { Metadata } from '../src/index.ts';

/**
 * Does what retention does: deletes the row and its parts, and inserts an outbox row, in one
 * transaction.
 */
export async function purgeImage({ db }: Metadata, imageId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('image')
      .select('rowVersion')
      .where('imageId', '=', imageId)
      .executeTakeFirstOrThrow();
    for (const table of ['rendition', 'imageLabel', 'image'] as const) {
      await tx.deleteFrom(table).where('imageId', '=', imageId).execute();
    }
    await tx
      .insertInto('outbox')
      .values({
        imageId,
        rowVersion: row.rowVersion + 1,
        op: 'P',
        createdAt: '2026-11-21 10:00:00.000000',
        batchId: null,
      })
      .execute();
  });
}
