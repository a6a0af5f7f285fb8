import type { Kysely } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import { findImages } from './find-images.ts';
import type { ImageRecord } from './image-record.ts';
import type { MetadataTables } from '../database/tables.ts';

/** Which page of images: those behind the id `after` (from the start: ''), and how many at most. */
export interface JudgeablePage {
  readonly after: string;
  readonly limit: number;
}

/** Images whose moderation labels are known, by id, page by page. */
export async function listJudgeable(
  db: Kysely<MetadataTables>,
  { after, limit }: JudgeablePage,
): Promise<readonly ImageRecord[]> {
  const rows = await selectJudgeable(db)
    .select('imageId')
    .where('imageId', '>', after)
    .orderBy('imageId')
    .limit(limit)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return findImages(
    db,
    rows.map((row) => row.imageId),
  );
}

/** How many images have moderation labels that are known. */
export async function countJudgeable(db: Kysely<MetadataTables>): Promise<number> {
  const { images } = await selectJudgeable(db)
    .select(({ fn }) => fn.countAll<number>().as('images'))
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return Number(images);
}

function selectJudgeable(db: Kysely<MetadataTables>) {
  return db
    .selectFrom('image')
    .where('status', 'in', ['processed', 'quarantined'])
    .where('analysisStatus', 'in', ['done', 'reused']);
}
