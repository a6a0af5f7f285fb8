import type { Kysely } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';
import type { ImageStatus } from '../images/image-fields.ts';

type Db = Kysely<MetadataTables>;

/** The properties of an image with a row that retention needs. */
export interface ExistingImage {
  readonly imageId: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: ImageStatus;
  readonly rowVersion: number;
  /** The sequencer of the row's newest event. */
  readonly sequencer: string;
  /** When the object of the row was processed; null if only its removal was. */
  readonly processedAt: Date | null;
  readonly expiresAt: Date;
  readonly renditionKeys: readonly string[];
}

/** Selects images that expired by a time, after `after`, up to a limit. */
export interface ExpiredImagesRequest {
  readonly expiredBy: Date;
  readonly after: Pick<ExistingImage, 'expiresAt' | 'imageId'> | null;
  readonly limit: number;
}

const MAX_IDS_PER_QUERY = 1000;
const COLUMNS = [
  'imageId',
  'bucket',
  'objectKey',
  'status',
  'rowVersion',
  'sequencer',
  'processedAt',
  'expiresAt',
] as const;

/** Returns a page of expired images, longest overdue first. */
export async function findExpiredImages(
  db: Db,
  { expiredBy, after, limit }: ExpiredImagesRequest,
): Promise<ExistingImage[]> {
  const rows = await retryConflicts(() =>
    db
      .selectFrom('image')
      .select(COLUMNS)
      .where('expiresAt', '<=', toSqlTime(expiredBy.toISOString()))
      .$if(after !== null, (query) => {
        const expiresAt = toSqlTime(after?.expiresAt.toISOString() ?? '');
        // Not a row comparison, `(a, b) > (x, y)`: MySQL would read the whole index for it.
        return query
          .where('expiresAt', '>=', expiresAt)
          .where(({ or, eb }) =>
            or([eb('expiresAt', '>', expiresAt), eb('imageId', '>', after?.imageId ?? '')]),
          );
      })
      .orderBy('expiresAt')
      .orderBy('imageId')
      .limit(limit)
      .execute(),
  );
  return withRenditions(db, rows);
}

/** Returns those of these images that have a row. */
export async function findExistingImages(
  db: Db,
  imageIds: readonly string[],
): Promise<ExistingImage[]> {
  const found: ExistingImage[] = [];
  for (const ids of chunksOf(imageIds, MAX_IDS_PER_QUERY)) {
    const rows = await retryConflicts(() =>
      db.selectFrom('image').select(COLUMNS).where('imageId', 'in', ids).execute(),
    );
    found.push(...(await withRenditions(db, rows)));
  }
  return found;
}

/** Yields all images that have a row, in pages. */
export async function* allExistingImages(db: Db): AsyncGenerator<readonly ExistingImage[]> {
  for (let after = ''; ;) {
    const rows = await retryConflicts(() =>
      db
        .selectFrom('image')
        .select(COLUMNS)
        .where('imageId', '>', after)
        .orderBy('imageId')
        .limit(MAX_IDS_PER_QUERY)
        .execute(),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.imageId;
    yield await withRenditions(db, rows);
  }
}

type SelectedRow = Pick<ImageRow, (typeof COLUMNS)[number]>;

async function withRenditions(db: Db, rows: readonly SelectedRow[]): Promise<ExistingImage[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.imageId);
  const renditions = await retryConflicts(() =>
    db
      .selectFrom('rendition')
      .select(['imageId', 'objectKey'])
      .where('imageId', 'in', ids)
      .execute(),
  );
  const keysOf = Map.groupBy(renditions, (rendition) => rendition.imageId);
  return rows.map((row) => ({
    imageId: row.imageId,
    bucket: row.bucket,
    key: row.objectKey,
    status: row.status,
    rowVersion: row.rowVersion,
    sequencer: row.sequencer,
    processedAt: row.processedAt === null ? null : dateOf(row.processedAt),
    expiresAt: dateOf(row.expiresAt),
    renditionKeys: (keysOf.get(row.imageId) ?? []).map((rendition) => rendition.objectKey),
  }));
}

function dateOf(sqlTime: string): Date {
  return new Date(toIsoTime(sqlTime));
}
