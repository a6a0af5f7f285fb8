import type { Kysely } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { retryConflicts } from '../database/in-transaction.ts';
import type { ImageStatus } from '../images/image-fields.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';

type Db = Kysely<MetadataTables>;

/** What retention needs to know of an image that has a row. */
export interface HeldImage {
  readonly imageId: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: ImageStatus;
  readonly rowVersion: number;
  /** Of the newest event that the row knows. */
  readonly sequencer: string;
  /** When the object was seen that the row speaks of; null when only its removal was. */
  readonly processedAt: Date | null;
  readonly expiresAt: Date;
  readonly renditionKeys: readonly string[];
}

/** Which images: expired by a time, behind `after`, and how many at most. */
export interface ExpiredImagesRequest {
  readonly expiredBy: Date;
  readonly after: Pick<HeldImage, 'expiresAt' | 'imageId'> | null;
  readonly limit: number;
}

const MAX_IDS_PER_QUERY = 1000;
const COLUMNS = [
  'image_id',
  'bucket',
  'object_key',
  'status',
  'row_version',
  'sequencer',
  'processed_at',
  'expires_at',
] as const;

/** A page of the images that have expired, the longest overdue first. */
export async function findExpiredImages(
  db: Db,
  { expiredBy, after, limit }: ExpiredImagesRequest,
): Promise<HeldImage[]> {
  const rows = await retryConflicts(() =>
    db
      .selectFrom('image')
      .select(COLUMNS)
      .where('expires_at', '<=', toSqlTime(expiredBy.toISOString()))
      .$if(after !== null, (query) => {
        const expiresAt = toSqlTime(after?.expiresAt.toISOString() ?? '');
        // Not a row comparison, `(a, b) > (x, y)`: MySQL reads the whole index for one.
        return query
          .where('expires_at', '>=', expiresAt)
          .where(({ or, eb }) =>
            or([eb('expires_at', '>', expiresAt), eb('image_id', '>', after?.imageId ?? '')]),
          );
      })
      .orderBy('expires_at')
      .orderBy('image_id')
      .limit(limit)
      .execute(),
  );
  return withRenditions(db, rows);
}

/** Those of these images that have a row. */
export async function findHeldImages(db: Db, imageIds: readonly string[]): Promise<HeldImage[]> {
  const found: HeldImage[] = [];
  for (const ids of chunksOf(imageIds, MAX_IDS_PER_QUERY)) {
    const rows = await retryConflicts(() =>
      db.selectFrom('image').select(COLUMNS).where('image_id', 'in', ids).execute(),
    );
    found.push(...(await withRenditions(db, rows)));
  }
  return found;
}

/** All images that have a row, page by page. */
export async function* allHeldImages(db: Db): AsyncGenerator<readonly HeldImage[]> {
  for (let after = ''; ;) {
    const rows = await retryConflicts(() =>
      db
        .selectFrom('image')
        .select(COLUMNS)
        .where('image_id', '>', after)
        .orderBy('image_id')
        .limit(MAX_IDS_PER_QUERY)
        .execute(),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.image_id;
    yield await withRenditions(db, rows);
  }
}

type SelectedRow = Pick<ImageRow, (typeof COLUMNS)[number]>;

async function withRenditions(db: Db, rows: readonly SelectedRow[]): Promise<HeldImage[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.image_id);
  const renditions = await retryConflicts(() =>
    db
      .selectFrom('rendition')
      .select(['image_id', 'object_key'])
      .where('image_id', 'in', ids)
      .execute(),
  );
  const keysOf = Map.groupBy(renditions, (rendition) => rendition.image_id);
  return rows.map((row) => ({
    imageId: row.image_id,
    bucket: row.bucket,
    key: row.object_key,
    status: row.status,
    rowVersion: row.row_version,
    sequencer: row.sequencer,
    processedAt: row.processed_at === null ? null : dateOf(row.processed_at),
    expiresAt: dateOf(row.expires_at),
    renditionKeys: (keysOf.get(row.image_id) ?? []).map((rendition) => rendition.object_key),
  }));
}

function dateOf(sqlTime: string): Date {
  return new Date(toIsoTime(sqlTime));
}
