import { type Kysely } from 'kysely';
import { databaseErrorOf } from '../database-failure.ts';
import { inSnapshot } from '../in-transaction.ts';
import type { MetadataTables } from '../tables.ts';
import { type AnalysisCallRow, CALLS_PER_PAGE } from './read-calls.ts';
import { type CurrentImage, IMAGES_PER_PAGE, withParts } from './read-images.ts';

/** Which rows: all of them, or those of a day in UTC, such as `2026-11-21`. */
export interface DayScope {
  /** Null for images that were removed before they were seen. */
  readonly day?: string | null;
}

/** Which images: those of a day, and of these those whose id begins so. */
export interface ImageScope extends DayScope {
  readonly idPrefix?: string;
}

type Db = Kysely<MetadataTables>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where a day begins and where it is over, as times in SQL compare. */
function boundsOf(day: string): readonly [from: string, before: string] {
  return [day, new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)];
}

/** Images as they are now, with their parts, in pages by id; each page is of one moment. */
export async function* allImages(
  db: Db,
  { day, idPrefix }: ImageScope = {},
): AsyncGenerator<readonly CurrentImage[]> {
  for (let after = ''; ;) {
    const page = await inSnapshot(db, async (snapshot) => {
      const rows = await snapshot
        .selectFrom('image')
        .selectAll()
        .where('image_id', '>', after)
        .$if(idPrefix !== undefined, (query) => query.where('image_id', 'like', `${idPrefix}%`))
        .$if(day === null, (query) => query.where('uploaded_at', 'is', null))
        .$if(typeof day === 'string', (query) => {
          const [from, before] = boundsOf(day ?? '');
          return query.where('uploaded_at', '>=', from).where('uploaded_at', '<', before);
        })
        .orderBy('image_id')
        .limit(IMAGES_PER_PAGE)
        .execute();
      return withParts(snapshot, rows);
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.row.image_id;
    yield page;
  }
}

/** The paid calls, in pages by id. */
export async function* allCalls(
  db: Db,
  { day }: DayScope = {},
): AsyncGenerator<readonly AnalysisCallRow[]> {
  for (let after = 0; ;) {
    const calls = await db
      .selectFrom('analysis_call')
      .selectAll()
      .where('call_id', '>', after)
      .$if(typeof day === 'string', (query) => {
        const [from, before] = boundsOf(day ?? '');
        return query.where('called_at', '>=', from).where('called_at', '<', before);
      })
      .orderBy('call_id')
      .limit(CALLS_PER_PAGE)
      .execute()
      .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
    const last = calls.at(-1);
    if (last === undefined) return;
    after = last.call_id;
    yield calls;
  }
}
