import { type Kysely, sql } from 'kysely';
import * as z from 'zod';
import { databaseErrorOf } from '../database/database-failure.ts';
import { dayOfTime } from '../database/day-of-time.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { factCondition, hasFactFilter } from './fact-filters.ts';
import { areCounted, PRESENT_STATUSES, QUARTER_MINUTES, selectCounts } from './image-counts.ts';
import { imageFields } from './image-fields.ts';
import { imageFilterFields } from './image-filter-fields.ts';

type Db = Kysely<MetadataTables>;

/** The largest offset of a time zone. */
const MAX_OFFSET_MINUTES = 14 * 60;

const countRequestSchema = lazily(() =>
  z.object({
    /** By default every status except `removed` and `trashed`. */
    status: imageFields.status.optional(),
    ...imageFilterFields(),
    /** Offset of the counted days from UTC; 0 by default. */
    utcOffsetMinutes: z.number().int().min(-MAX_OFFSET_MINUTES).max(MAX_OFFSET_MINUTES).optional(),
  }),
);
/** Filters of the counted images; all of them must match. */
export type CountByDayRequest = Readonly<z.input<ReturnType<typeof countRequestSchema>>>;
type ParsedRequest = z.output<ReturnType<typeof countRequestSchema>>;

export interface DayCount {
  /** `YYYY-MM-DD`, at the requested offset from UTC. */
  readonly day: string;
  readonly count: number;
}

/** Returns the number of images for each day with uploads, newest day first. */
export async function countByDay(db: Db, request: CountByDayRequest): Promise<DayCount[]> {
  const parsed = parseOrReject(countRequestSchema(), request, 'count of images by day');
  const rows = await selectDays(db, parsed)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map(({ day, images }) => ({ day, count: Number(images) }));
}

/**
 * Builds the statement. It reads the stored counts where there are some. Otherwise it reads a range
 * of one index for each status, and rows of the table only for filters by camera or text.
 */
export function selectDays(db: Db, request: ParsedRequest) {
  const { utcOffsetMinutes = 0 } = request;
  if (utcOffsetMinutes % QUARTER_MINUTES === 0 && areCounted(db, request)) {
    return selectCountedDays(db, request);
  }
  return request.label === undefined
    ? selectDaysByImage(db, request)
    : selectDaysByLabel(db, request, request.label);
}

function selectCountedDays(db: Db, request: ParsedRequest) {
  const { status, utcOffsetMinutes } = request;
  return selectCounts(db, request, status === undefined ? PRESENT_STATUSES : [status])
    .select(({ fn }) => [
      dayOfTime(db, 'uploaded_from', utcOffsetMinutes).as('day'),
      fn.sum<number>('imageCount').as('images'),
    ])
    .groupBy('day')
    .orderBy('day', 'desc');
}

/**
 * MySQL's optimizer would read each row of a user through this index of changes, instead of only
 * the index that has all the columns. Other databases ignore the comment.
 */
const COUNT_IN_INDEX = sql`/*+ NO_INDEX(image image_uploader_version) */`;

function selectDaysByImage(db: Db, request: ParsedRequest) {
  const { status, uploadedBy, uploadedFrom, uploadedBefore } = request;
  return db
    .selectFrom('image')
    .modifyFront(COUNT_IN_INDEX)
    .select(({ fn }) => [
      dayOfTime(db, 'uploaded_at', request.utcOffsetMinutes).as('day'),
      fn.countAll<number>().as('images'),
    ])
    .where('uploadedAt', 'is not', null)
    .where('status', 'in', status === undefined ? PRESENT_STATUSES : [status])
    .$if(uploadedBy !== undefined, (query) => query.where('uploadedBy', '=', uploadedBy as string))
    .$if(hasFactFilter(request), (query) => query.where(factCondition(request)))
    .$if(uploadedFrom !== undefined, (query) =>
      query.where('uploadedAt', '>=', toSqlTime(uploadedFrom as string)),
    )
    .$if(uploadedBefore !== undefined, (query) =>
      query.where('uploadedAt', '<', toSqlTime(uploadedBefore as string)),
    )
    .groupBy('day')
    .orderBy('day', 'desc');
}

/**
 * Removed and trashed images have no listed labels, so that the status is checked only if one is
 * requested.
 */
function selectDaysByLabel(db: Db, request: ParsedRequest, label: string) {
  const { status, uploadedBy, uploadedFrom, uploadedBefore } = request;
  return db
    .selectFrom('imageLabel as l')
    .select(({ fn }) => [
      dayOfTime(db, 'l.uploaded_at', request.utcOffsetMinutes).as('day'),
      fn.countAll<number>().as('images'),
    ])
    .where('l.kind', '=', 'label')
    .where('l.name', '=', label)
    .where('l.uploadedAt', 'is not', null)
    .$if(status !== undefined, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('image')
            .select('image.imageId')
            .whereRef('image.imageId', '=', 'l.imageId')
            .where('image.status', '=', status as ParsedRequest['status'] & string),
        ),
      ),
    )
    .$if(hasFactFilter(request), (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('image')
            .select('image.imageId')
            .whereRef('image.imageId', '=', 'l.imageId')
            .where(factCondition(request)),
        ),
      ),
    )
    .$if(uploadedBy !== undefined, (query) =>
      query.where('l.uploadedBy', '=', uploadedBy as string),
    )
    .$if(uploadedFrom !== undefined, (query) =>
      query.where('l.uploadedAt', '>=', toSqlTime(uploadedFrom as string)),
    )
    .$if(uploadedBefore !== undefined, (query) =>
      query.where('l.uploadedAt', '<', toSqlTime(uploadedBefore as string)),
    )
    .groupBy('day')
    .orderBy('day', 'desc');
}
