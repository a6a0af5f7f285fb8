import { type Kysely, sql } from 'kysely';
import type { MetadataTables } from '../database/tables.ts';
import { type AnalysisCallRow, callPages } from './read-calls.ts';
import { type CurrentImage, imagePages } from './read-images.ts';

/** Selects all images, or those of a day in UTC, optionally only those whose id has a prefix. */
export interface ImageScope {
  /** Such as `2026-11-21`; null for images that were removed before they were processed. */
  readonly day?: string | null;
  readonly idPrefix?: string;
}

/** Selects all paid calls, or those of a day in UTC, optionally only those with one remainder. */
export interface CallScope {
  readonly day?: string;
  /** The remainder of the id when divided by `divisor`. */
  readonly remainder?: { readonly divisor: number; readonly value: number };
}

type Db = Kysely<MetadataTables>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the bounds of a day as SQL times. */
function boundsOf(day: string): readonly [from: string, before: string] {
  return [day, new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)];
}

/** Yields the current images with their parts, in pages by id. Each page is one snapshot. */
export function allImages(
  db: Db,
  { day, idPrefix }: ImageScope = {},
): AsyncGenerator<readonly CurrentImage[]> {
  return imagePages(db, '', (all) => {
    const images = idPrefix === undefined ? all : all.where('imageId', 'like', `${idPrefix}%`);
    if (day === undefined) return images;
    if (day === null) return images.where('uploadedAt', 'is', null);
    const [from, before] = boundsOf(day);
    return images.where('uploadedAt', '>=', from).where('uploadedAt', '<', before);
  });
}

/** Yields the paid calls in pages by id. */
export function allCalls(
  db: Db,
  { day, remainder }: CallScope = {},
): AsyncGenerator<readonly AnalysisCallRow[]> {
  return callPages(db, 0, (all) => {
    const calls =
      remainder === undefined
        ? all
        : all.where(sql<number>`call_id % ${remainder.divisor}`, '=', remainder.value);
    if (day === undefined) return calls;
    const [from, before] = boundsOf(day);
    return calls.where('calledAt', '>=', from).where('calledAt', '<', before);
  });
}
