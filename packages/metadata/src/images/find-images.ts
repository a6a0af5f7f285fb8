import type { Kysely, Transaction } from 'kysely';
import * as z from 'zod';
import { chunksOf } from '../database/chunks-of.ts';
import { databaseErrorOf } from '../database/database-failure.ts';
import { inSnapshot } from '../database/in-transaction.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { IMAGE_STATUSES, imageFields, type ImageStatus } from './image-fields.ts';
import { type ImageRecord, imageRecordOf } from './image-record.ts';

type Db = Kysely<MetadataTables>;

/** SQLite allows 32,766 parameters in a statement; fewer also keep statements short. */
const MAX_IDS_PER_QUERY = 1000;

const findRequestSchema = lazily(() => z.object({ imageIds: z.array(imageFields.imageId) }));

/** Returns the images with these ids that exist, in the order of the ids. */
export async function findImages(db: Db, imageIds: readonly string[]): Promise<ImageRecord[]> {
  const { imageIds: ids } = parseOrReject(findRequestSchema(), { imageIds }, 'image ids');
  const found = new Map<string, ImageRecord>();
  for (const chunk of chunksOf(ids, MAX_IDS_PER_QUERY)) {
    const records = await inSnapshot(db, async (snapshot) => {
      const rows = snapshot.selectFrom('image').selectAll().where('imageId', 'in', chunk);
      return withParts(snapshot, await rows.execute());
    });
    for (const record of records) found.set(record.imageId, record);
  }
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
}

/** Creates the records of rows with their renditions and labels. */
export async function withParts(
  snapshot: Transaction<MetadataTables>,
  rows: readonly ImageRow[],
): Promise<ImageRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.imageId);
  const renditions = await snapshot
    .selectFrom('rendition')
    .selectAll()
    .where('imageId', 'in', ids)
    .execute();
  const labels = await snapshot
    .selectFrom('imageLabel')
    .selectAll()
    .where('imageId', 'in', ids)
    .execute();
  const renditionsOf = Map.groupBy(renditions, (row) => row.imageId);
  const labelsOf = Map.groupBy(labels, (row) => row.imageId);
  return rows.map((row) =>
    imageRecordOf(row, renditionsOf.get(row.imageId) ?? [], labelsOf.get(row.imageId) ?? []),
  );
}

/** Counts the images by status, including zeros. */
export async function countByStatus(db: Db): Promise<Record<ImageStatus, number>> {
  const rows = await db
    .selectFrom('image')
    .select(({ fn }) => ['status', fn.countAll<number>().as('images')])
    .groupBy('status')
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  const counts = new Map(rows.map((row) => [row.status, Number(row.images)]));
  return Object.fromEntries(
    IMAGE_STATUSES.map((status) => [status, counts.get(status) ?? 0]),
  ) as Record<ImageStatus, number>;
}

/**
 * Returns the newest image with these bytes whose analysis is complete, or null. Its labels and
 * thumbnails can be reused; those of the newest image expire last.
 */
export async function findAnalysedBySha256(db: Db, sha256: string): Promise<ImageRecord | null> {
  const digest = parseOrReject(imageFields.sha256, sha256, 'sha256');
  return inSnapshot(db, async (snapshot) => {
    const rows = await snapshot
      .selectFrom('image')
      .selectAll()
      .where('sha256', '=', digest)
      .where('status', 'in', ['processed', 'quarantined'])
      .where('analysisStatus', 'in', ['done', 'reused', 'skipped'])
      .orderBy('processedAt', 'desc')
      .limit(1)
      .execute();
    const [image] = await withParts(snapshot, rows);
    return image ?? null;
  });
}
