import type { Kysely } from 'kysely';
import { isSqlite } from '../database/is-sqlite.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { type FactFilters, hasFactFilter } from './fact-filters.ts';
import { IMAGE_STATUSES, type ImageStatus } from './image-fields.ts';

/** The length of the periods of upload that SQLite's triggers count images by. */
export const QUARTER_MINUTES = 15;
const QUARTER_MS = QUARTER_MINUTES * 60_000;

/** The statuses of images that are neither removed nor trashed. */
export const PRESENT_STATUSES: readonly ImageStatus[] = IMAGE_STATUSES.filter(
  (status) => status !== 'removed' && status !== 'trashed',
);

interface CountedFilters {
  readonly uploadedBy?: string | undefined;
  /** ISO 8601, inclusive. */
  readonly uploadedFrom?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly uploadedBefore?: string | undefined;
}

/** Returns true if the database has the counts of these images: those of whole quarters of an hour. */
export function areCounted(
  db: Kysely<MetadataTables>,
  filters: CountedFilters & FactFilters & { readonly label?: string | undefined },
): boolean {
  const { label, uploadedBy, uploadedFrom, uploadedBefore } = filters;
  const isWhole = (time: string | undefined) =>
    time === undefined || /:(?:00|15|30|45):00\.0+$/.test(toSqlTime(time));
  return (
    isSqlite(db) &&
    label === undefined &&
    uploadedBy !== '' &&
    !hasFactFilter(filters) &&
    isWhole(uploadedFrom) &&
    isWhole(uploadedBefore)
  );
}

/** The rows of the stored counts for these filters, which `areCounted` has checked. */
export function selectCounts(
  db: Kysely<MetadataTables>,
  { uploadedBy = '', uploadedFrom, uploadedBefore }: CountedFilters,
  statuses: readonly ImageStatus[],
) {
  return db
    .selectFrom('imageCount')
    .where('uploadedBy', '=', uploadedBy)
    .where('status', 'in', statuses)
    .$if(uploadedFrom !== undefined, (query) =>
      query.where('uploadedFrom', '>=', toSqlTime(uploadedFrom as string)),
    )
    .$if(uploadedBefore !== undefined, (query) =>
      query.where('uploadedFrom', '<', toSqlTime(uploadedBefore as string)),
    );
}

/** Returns the end of the quarter of an hour that starts at a time of a table. ISO 8601. */
export function endOfQuarter(uploadedFrom: string): string {
  return new Date(Date.parse(`${uploadedFrom.replace(' ', 'T')}Z`) + QUARTER_MS).toISOString();
}
