import { type Kysely, sql } from 'kysely';
import * as z from 'zod';
import { databaseErrorOf } from '../database/database-failure.ts';
import { isSqlite } from '../database/is-sqlite.ts';
import type { MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { contains } from './fact-filters.ts';

type Db = Kysely<MetadataTables>;

const MAX_SUGGESTIONS = 100;

const requestSchema = lazily(() =>
  z.object({
    /** A part of the label's name, in upper or lower case. */
    text: z.string().optional(),
    uploadedBy: z.string().optional(),
    limit: z.number().int().min(1).max(MAX_SUGGESTIONS),
  }),
);
/** Whose labels or cameras, of which name, and how many at most (1 to 100). */
export type SuggestRequest = Readonly<z.input<ReturnType<typeof requestSchema>>>;

/** A name that images have, and how many have it. */
export interface Suggestion {
  readonly name: string;
  readonly count: number;
}

/** The most frequent labels of images that are listed. */
export async function suggestLabels(db: Db, request: SuggestRequest): Promise<Suggestion[]> {
  const parsed = parseOrReject(requestSchema(), request, 'suggestions');
  const isCounted = isSqlite(db) && parsed.uploadedBy !== '';
  const query = isCounted ? selectLabelCounts(db, parsed) : countLabels(db, parsed);
  const rows = await query
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map(({ name, images }) => ({ name, count: Number(images) }));
}

function selectLabelCounts(db: Db, { text, uploadedBy = '', limit }: SuggestRequest) {
  return db
    .selectFrom('labelCount')
    .select(['name', 'imageCount as images'])
    .where('uploadedBy', '=', uploadedBy)
    .$if(text !== undefined, (query) => query.where(contains(sql.ref('name'), text ?? '')))
    .orderBy('images', 'desc')
    .orderBy('name')
    .limit(limit);
}

function countLabels(db: Db, { text, uploadedBy, limit }: SuggestRequest) {
  return db
    .selectFrom('imageLabel')
    .select(({ fn }) => ['name', fn.countAll<number>().as('images')])
    .where('kind', '=', 'label')
    .where('uploadedAt', 'is not', null)
    .$if(text !== undefined, (query) => query.where(contains(sql.ref('name'), text ?? '')))
    .$if(uploadedBy !== undefined, (query) => query.where('uploadedBy', '=', uploadedBy ?? ''))
    .groupBy('name')
    .orderBy('images', 'desc')
    .orderBy('name')
    .limit(limit);
}

/** The most frequent camera models of images that are listed. */
export async function suggestCameras(db: Db, request: SuggestRequest): Promise<Suggestion[]> {
  const { uploadedBy, limit } = parseOrReject(requestSchema(), request, 'suggestions');
  const rows = await db
    .selectFrom('image')
    .select(({ fn }) => ['cameraModel', fn.countAll<number>().as('images')])
    .where('cameraModel', 'is not', null)
    .where('status', '=', 'processed')
    .$if(uploadedBy !== undefined, (query) => query.where('uploadedBy', '=', uploadedBy ?? ''))
    .groupBy('cameraModel')
    .orderBy('images', 'desc')
    .orderBy('cameraModel')
    .limit(limit)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map(({ cameraModel, images }) => ({
    name: cameraModel ?? '',
    count: Number(images),
  }));
}
