import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { databaseErrorOf } from './database-failure.ts';
import { IMAGE_STATUSES, imageFields, type ImageStatus, type Label } from './image-fields.ts';
import { type ImageRecord, imageRecordOf } from './image-record.ts';
import { inSnapshot } from './in-transaction.ts';
import { parseOrRefuse } from './parse-or-refuse.ts';
import { toSqlTime } from './sql-time.ts';
import type { ImageRow, MetadataTables } from './tables.ts';

type Db = Kysely<MetadataTables>;

/** SQLite takes 32,766 parameters in a statement; shorter lists also keep statements short. */
const MAX_IDS_PER_QUERY = 1000;

const MAX_PAGE_SIZE = 1000;

/** A place in the list of images: that of the image it was taken from. */
export interface ImageKeyset {
  readonly uploadedAt: string;
  readonly imageId: string;
}

const findRequestSchema = z.object({ imageIds: z.array(imageFields.imageId) });

const listRequestSchema = z.object({
  status: imageFields.status.optional(),
  after: z.object({ uploadedAt: imageFields.time, imageId: imageFields.imageId }).nullish(),
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE),
});
/** Which page of images: of one status or all, behind `after`, and how many at most (1–1,000). */
export type ListImagesRequest = Readonly<z.input<typeof listRequestSchema>>;

export interface ImagePage {
  /** Newest upload first. */
  readonly images: readonly ImageRecord[];
  /** The `after` of the next page, or null when this one is the last. */
  readonly next: ImageKeyset | null;
}

/** The images of these ids that exist, in the order of the ids. */
export async function findImages(db: Db, imageIds: readonly string[]): Promise<ImageRecord[]> {
  const { imageIds: ids } = parseOrRefuse(findRequestSchema, { imageIds }, 'image ids');
  const found = new Map<string, ImageRecord>();
  for (let start = 0; start < ids.length; start += MAX_IDS_PER_QUERY) {
    const chunk = ids.slice(start, start + MAX_IDS_PER_QUERY);
    const records = await inSnapshot(db, async (snapshot) => {
      const rows = snapshot.selectFrom('image').selectAll().where('image_id', 'in', chunk);
      return withParts(snapshot, await rows.execute());
    });
    for (const record of records) found.set(record.imageId, record);
  }
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
}

/** A page of images, newest upload first; those that were removed before they were seen have no place. */
export async function listImages(db: Db, request: ListImagesRequest): Promise<ImagePage> {
  const parsed = parseOrRefuse(listRequestSchema, request, 'list of images');
  return inSnapshot(db, async (snapshot) => {
    const rows = await selectPage(snapshot, parsed).execute();
    const images = await withParts(snapshot, rows.slice(0, parsed.limit));
    return { images, next: rows.length > parsed.limit ? keysetOf(images.at(-1)) : null };
  });
}

/** The page's statement; it asks for one row more than the page holds, to know of a next page. */
export function selectPage(db: Db, { status, after, limit }: z.output<typeof listRequestSchema>) {
  return db
    .selectFrom('image')
    .selectAll()
    .where('uploaded_at', 'is not', null)
    .$if(status !== undefined, (query) => query.where('status', '=', status as ImageStatus))
    .$if(after != null, (query) => {
      const uploadedAt = toSqlTime(after?.uploadedAt ?? '');
      // Not a row comparison, `(a, b) < (x, y)`: MySQL reads the whole index for one.
      return query
        .where('uploaded_at', '<=', uploadedAt)
        .where(({ or, eb }) =>
          or([eb('uploaded_at', '<', uploadedAt), eb('image_id', '<', after?.imageId ?? '')]),
        );
    })
    .orderBy('uploaded_at', 'desc')
    .orderBy('image_id', 'desc')
    .limit(limit + 1);
}

function keysetOf(image: ImageRecord | undefined): ImageKeyset | null {
  if (image === undefined || image.uploadedAt === null) return null;
  return { uploadedAt: image.uploadedAt, imageId: image.imageId };
}

async function withParts(
  snapshot: Transaction<MetadataTables>,
  rows: readonly ImageRow[],
): Promise<ImageRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.image_id);
  const renditions = await snapshot
    .selectFrom('rendition')
    .selectAll()
    .where('image_id', 'in', ids)
    .execute();
  const labels = await snapshot
    .selectFrom('image_label')
    .selectAll()
    .where('image_id', 'in', ids)
    .execute();
  const renditionsOf = Map.groupBy(renditions, (row) => row.image_id);
  const labelsOf = Map.groupBy(labels, (row) => row.image_id);
  return rows.map((row) =>
    imageRecordOf(row, renditionsOf.get(row.image_id) ?? [], labelsOf.get(row.image_id) ?? []),
  );
}

/** How many images there are of each status, zeros included. */
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

/** What an analysis of a picture said. */
export interface KnownAnalysis {
  /** The image that it was made for. */
  readonly imageId: string;
  readonly labels: readonly Label[];
  readonly moderationLabels: readonly Label[];
  readonly altText: string | null;
  readonly altTextSource: ImageRecord['altTextSource'];
  readonly altTextModel: string | null;
}

/** The newest analysis of an identical picture, so that no second call is paid; null when none is. */
export async function findAnalysisBySha256(db: Db, sha256: string): Promise<KnownAnalysis | null> {
  const digest = parseOrRefuse(imageFields.sha256, sha256, 'sha256');
  return inSnapshot(db, async (snapshot) => {
    const rows = await snapshot
      .selectFrom('image')
      .selectAll()
      .where('sha256', '=', digest)
      .where('status', '=', 'processed')
      .where('analysis_status', 'in', ['done', 'reused'])
      .orderBy('processed_at', 'desc')
      .limit(1)
      .execute();
    const [image] = await withParts(snapshot, rows);
    return image === undefined ? null : analysisOf(image);
  });
}

function analysisOf(image: ImageRecord): KnownAnalysis {
  const { imageId, labels, moderationLabels, altText, altTextSource, altTextModel } = image;
  return { imageId, labels, moderationLabels, altText, altTextSource, altTextModel };
}
