import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import { inSnapshot } from '../database/in-transaction.ts';
import type { ImageLabelRow, ImageRow, MetadataTables } from '../database/tables.ts';
import type { EtlBatch } from './etl-batch.ts';

/** An image as it is now, with its parts. */
export interface CurrentImage {
  readonly row: ImageRow;
  readonly renditionCount: number;
  readonly renditionByteCount: number;
  readonly labels: readonly ImageLabelRow[];
}

/** An image without a row: it was purged. The version is the newest that the outbox knows. */
export interface PurgedImage {
  readonly imageId: string;
  readonly rowVersion: number;
}

export interface ImageStatesPage {
  readonly current: readonly CurrentImage[];
  readonly purged: readonly PurgedImage[];
}

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;
type ImageQuery = SelectQueryBuilder<MetadataTables, 'image', ImageRow>;

const IMAGES_PER_PAGE = 1000;

/**
 * The images of a batch as they are now, each once, in pages. Newer than what was claimed does no
 * harm: the change that made it is in a later batch, which the warehouse then finds to be stale.
 */
export function readImages(db: Db, batch: EtlBatch): AsyncGenerator<ImageStatesPage> {
  if (batch.kind === 'calls') return nothing();
  return batch.kind === 'images' ? copiedImages(db, batch) : changedImages(db, batch);
}

async function* nothing(): AsyncGenerator<never> {}

/** From the newest change to the oldest: the first that names an image has its newest version. */
async function* changedImages(db: Db, { batchId }: EtlBatch): AsyncGenerator<ImageStatesPage> {
  const seen = new Set<string>();
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const changes = await db
      .selectFrom('outbox')
      .select(['seq', 'image_id', 'row_version'])
      .where('batch_id', '=', batchId)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(IMAGES_PER_PAGE)
      .execute();
    const last = changes.at(-1);
    if (last === undefined) return;
    before = last.seq;
    const news = changes.filter(({ image_id }) => !seen.has(image_id) && seen.add(image_id));
    if (news.length > 0) yield await statesOf(db, news);
  }
}

async function statesOf(
  db: Db,
  changes: readonly { readonly image_id: string; readonly row_version: number }[],
): Promise<ImageStatesPage> {
  const ids = changes.map((change) => change.image_id);
  return inSnapshot(db, async (snapshot) => {
    const rows = await snapshot
      .selectFrom('image')
      .selectAll()
      .where('image_id', 'in', ids)
      .execute();
    const present = new Set(rows.map((row) => row.image_id));
    const purged = changes
      .filter((change) => !present.has(change.image_id))
      .map((change) => ({ imageId: change.image_id, rowVersion: change.row_version }));
    return { current: await withParts(snapshot, rows), purged };
  });
}

/** An image that is purged meanwhile is not copied: its purge is in the outbox. */
async function* copiedImages(
  db: Db,
  { afterKey, lastKey }: EtlBatch,
): AsyncGenerator<ImageStatesPage> {
  const pages = imagePages(db, afterKey ?? '', (images) =>
    images.where('image_id', '<=', lastKey ?? ''),
  );
  for await (const current of pages) yield { current, purged: [] };
}

/** Images behind this id that `narrow` leaves, in pages by id; each page is of one moment. */
export async function* imagePages(
  db: Db,
  afterId: string,
  narrow: (images: ImageQuery) => ImageQuery,
): AsyncGenerator<readonly CurrentImage[]> {
  for (let after = afterId; ;) {
    const current = await inSnapshot(db, async (snapshot) => {
      const behind = snapshot.selectFrom('image').selectAll().where('image_id', '>', after);
      const rows = await narrow(behind).orderBy('image_id').limit(IMAGES_PER_PAGE).execute();
      return withParts(snapshot, rows);
    });
    const last = current.at(-1);
    if (last === undefined) return;
    after = last.row.image_id;
    yield current;
  }
}

/** Rows with what belongs to them, of the snapshot's moment. */
async function withParts(snapshot: Tx, rows: readonly ImageRow[]): Promise<CurrentImage[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.image_id);
  const renditions = await renditionTotals(snapshot, ids);
  const labels = await snapshot
    .selectFrom('image_label')
    .selectAll()
    .where('image_id', 'in', ids)
    .execute();
  const labelsOf = Map.groupBy(labels, (label) => label.image_id);
  return rows.map((row) => ({
    row,
    renditionCount: renditions.get(row.image_id)?.count ?? 0,
    renditionByteCount: renditions.get(row.image_id)?.byteCount ?? 0,
    labels: labelsOf.get(row.image_id) ?? [],
  }));
}

async function renditionTotals(snapshot: Tx, ids: readonly string[]) {
  const totals = await snapshot
    .selectFrom('rendition')
    .select(({ fn }) => [
      'image_id',
      fn.countAll<number>().as('count'),
      sql<number>`sum(byte_count)`.as('byte_count'),
    ])
    .where('image_id', 'in', ids)
    .groupBy('image_id')
    .execute();
  return new Map(
    totals.map((total) => [
      total.image_id,
      { count: Number(total.count), byteCount: Number(total.byte_count) },
    ]),
  );
}
