import { type Kysely, sql } from 'kysely';
import * as z from 'zod';
import { inSnapshot } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { factCondition, hasFactFilter } from './fact-filters.ts';
import { withParts } from './find-images.ts';
import { imageFields } from './image-fields.ts';
import { imageFilterFields } from './image-filter-fields.ts';
import type { ImageRecord } from './image-record.ts';
import { skipQuarters } from './skip-quarters.ts';

type Db = Kysely<MetadataTables>;

const MAX_PAGE_SIZE = 1000;
const MAX_OFFSET = 10_000_000;

/** Orders of a list of images. `name` ignores case, and `largest` is by the size of the file. */
const IMAGE_SORTS = ['newest', 'oldest', 'name', 'largest'] as const;
type ImageSort = (typeof IMAGE_SORTS)[number];

/** A position in the list of images, newest upload first: that of an image. */
export interface ImageKeyset {
  readonly uploadedAt: string;
  readonly imageId: string;
}

const listRequestSchema = lazily(() =>
  z.object({
    status: imageFields.status.optional(),
    ...imageFilterFields(),
    /** Excludes the tombstones of removed images and the trash. It has no effect with a `status`. */
    withoutRemoved: z.boolean().optional(),
    /** No index supports `name` and `largest`: every image that passes the filters is read. */
    sort: z.enum(IMAGE_SORTS).optional(),
    /** For the order `newest`; other orders have only an `offset`. */
    after: z.object({ uploadedAt: imageFields.time, imageId: imageFields.imageId }).nullish(),
    /** The number of images to skip. In MySQL, and with some filters, each one takes time. */
    offset: z.number().int().min(0).max(MAX_OFFSET).optional(),
    limit: z.number().int().min(1).max(MAX_PAGE_SIZE),
  }),
);
/** A page of images: those that match all filters, after `after`, up to a limit (1–1,000). */
export type ListImagesRequest = Readonly<z.input<ReturnType<typeof listRequestSchema>>>;
export type ParsedListRequest = z.output<ReturnType<typeof listRequestSchema>>;

export interface ImagePage {
  readonly images: readonly ImageRecord[];
  /** The `after` of the next page, or null on the last page and in orders other than `newest`. */
  readonly next: ImageKeyset | null;
}

/**
 * Lists a page of images, newest upload first by default. Images that were removed before they were processed
 * are not listed.
 */
export async function listImages(db: Db, request: ListImagesRequest): Promise<ImagePage> {
  const parsed = parseOrReject(listRequestSchema(), request, 'list of images');
  return inSnapshot(db, async (snapshot) => {
    const rows = await selectPage(snapshot, await skipQuarters(snapshot, parsed)).execute();
    const images = await withParts(snapshot, rows.slice(0, parsed.limit));
    const { sort = 'newest', limit } = parsed;
    const hasNext = rows.length > limit && sort === 'newest';
    return { images, next: hasNext ? keysetOf(images.at(-1)) : null };
  });
}

/**
 * The statement of a page. It reads one row more than the page, to know whether there is a next
 * page.
 */
export function selectPage(db: Db, request: ParsedListRequest) {
  return request.label === undefined
    ? selectByImage(db, request)
    : selectByLabel(db, request, request.label);
}

/**
 * A hint for MySQL; other databases ignore it as a comment. Each filter has an index that ends with the order. With a million
 * images MySQL estimates that it finds enough rows in the order of time, and reads thousands.
 */
const WITHOUT_INDEX_OF_TIME = sql.raw('/*+ NO_INDEX(image image_uploaded_at) */');

function selectByImage(
  db: Db,
  {
    status,
    uploadedBy,
    withoutRemoved = false,
    sort = 'newest',
    limit,
    offset = 0,
    ...others
  }: ParsedListRequest,
) {
  const { from, before, after } = sqlRange(others);
  return (
    db
      .selectFrom('image')
      .selectAll('image')
      .$if(status !== undefined || uploadedBy !== undefined, (query) =>
        query.modifyFront(WITHOUT_INDEX_OF_TIME),
      )
      .where('uploadedAt', 'is not', null)
      .$if(status !== undefined, (query) =>
        query.where('status', '=', status as ImageRow['status']),
      )
      // Compared with an expression, so that the optimizer uses the index of the order.
      .$if(withoutRemoved, (query) =>
        query.where(({ eb, fn }) =>
          eb(fn<string>('concat', ['status', eb.val('')]), 'not in', ['removed', 'trashed']),
        ),
      )
      .$if(uploadedBy !== undefined, (query) =>
        query.where('uploadedBy', '=', uploadedBy as string),
      )
      .$if(hasFactFilter(others), (query) => query.where(factCondition(others)))
      .$if(from !== undefined, (query) => query.where('uploadedAt', '>=', from as string))
      .$if(before !== undefined, (query) => query.where('uploadedAt', '<', before as string))
      .$if(after !== undefined, (query) => {
        const { uploadedAt, imageId } = after as ImageKeyset;
        // Not a row comparison, `(a, b) < (x, y)`: MySQL would read the whole index for it.
        return query
          .where('uploadedAt', '<=', uploadedAt)
          .where(({ or, eb }) =>
            or([eb('uploadedAt', '<', uploadedAt), eb('imageId', '<', imageId)]),
          );
      })
      .orderBy(orderOf(sort, 'image'))
      .orderBy('image.imageId', sort === 'newest' ? 'desc' : 'asc')
      .limit(limit + 1)
      .offset(offset)
  );
}

/**
 * Uses the label's own index, which excludes removed and trashed images; the images are then looked
 * up one by one. The status is compared with an expression, so that the optimizer does not use an
 * index of `image`.
 */
function selectByLabel(
  db: Db,
  { status, uploadedBy, sort = 'newest', limit, offset = 0, ...others }: ParsedListRequest,
  label: string,
) {
  const { from, before, after } = sqlRange(others);
  return db
    .selectFrom('imageLabel as l')
    .innerJoin('image', 'image.imageId', 'l.imageId')
    .selectAll('image')
    .where('l.kind', '=', 'label')
    .where('l.name', '=', label)
    .where('l.uploadedAt', 'is not', null)
    .$if(status !== undefined, (query) =>
      query.where(({ eb, fn }) =>
        eb(fn<string>('concat', ['image.status', eb.val('')]), '=', status as string),
      ),
    )
    .$if(uploadedBy !== undefined, (query) =>
      query.where('l.uploadedBy', '=', uploadedBy as string),
    )
    .$if(hasFactFilter(others), (query) => query.where(factCondition(others)))
    .$if(from !== undefined, (query) => query.where('l.uploadedAt', '>=', from as string))
    .$if(before !== undefined, (query) => query.where('l.uploadedAt', '<', before as string))
    .$if(after !== undefined, (query) => {
      const { uploadedAt, imageId } = after as ImageKeyset;
      return query
        .where('l.uploadedAt', '<=', uploadedAt)
        .where(({ or, eb }) =>
          or([eb('l.uploadedAt', '<', uploadedAt), eb('l.imageId', '<', imageId)]),
        );
    })
    .orderBy(orderOf(sort, 'l'))
    .orderBy('l.imageId', sort === 'newest' ? 'desc' : 'asc')
    .limit(limit + 1)
    .offset(offset);
}

/** The first part of an order; `table` is the one whose index has the time of the upload. */
function orderOf(sort: ImageSort, table: 'image' | 'l') {
  switch (sort) {
    case 'newest':
      return sql`${sql.ref(`${table}.uploaded_at`)} desc`;
    case 'oldest':
      return sql`${sql.ref(`${table}.uploaded_at`)} asc`;
    case 'name':
      return sql`lower(coalesce(image.file_name, image.object_key)) asc`;
    case 'largest':
      return sql`coalesce(image.byte_count, 0) desc`;
  }
}

type Range = Pick<ParsedListRequest, 'uploadedFrom' | 'uploadedBefore' | 'after'>;

/** Uses a single upper bound: with two, SQLite may start at either one and read on to the other. */
function sqlRange({ uploadedFrom, uploadedBefore, after }: Range) {
  const from = uploadedFrom && toSqlTime(uploadedFrom);
  const before = uploadedBefore && toSqlTime(uploadedBefore);
  const place = after ? { ...after, uploadedAt: toSqlTime(after.uploadedAt) } : undefined;
  const isPlaceWithin = place && (before === undefined || place.uploadedAt < before);
  return isPlaceWithin ? { from, after: place } : { from, before };
}

function keysetOf(image: ImageRecord | undefined): ImageKeyset | null {
  if (image === undefined || image.uploadedAt === null) return null;
  return { uploadedAt: image.uploadedAt, imageId: image.imageId };
}
