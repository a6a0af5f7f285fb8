import type { Kysely } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { MetadataTables } from '../database/tables.ts';
import { findImages } from './find-images.ts';
import type { ImageRecord } from './image-record.ts';

/** A page of images: those after the id `after` ('' for the first page), up to a limit. */
export interface JudgeablePage {
  readonly after: string;
  readonly limit: number;
}

/** Pages of images with moderation labels, by id. */
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

/** Counts the images with moderation labels. */
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
