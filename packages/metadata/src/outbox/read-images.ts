import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import { inSnapshot } from '../database/in-transaction.ts';
import type { ImageLabelRow, ImageRow, MetadataTables } from '../database/tables.ts';
import type { EtlBatch } from './etl-batch.ts';
import { loadedRow } from './loaded-row.ts';

/**
 * The current state of an image with its parts. One in the trash is like a removed one, without
 * parts.
 */
export interface CurrentImage {
  readonly row: ImageRow;
  readonly renditionCount: number;
  readonly renditionByteCount: number;
  readonly labels: readonly ImageLabelRow[];
}

/** An image that was purged and has no row. The version is the newest in the outbox. */
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
 * Yields the current images of a batch, each once, in pages. A state newer than the claimed change
 * is harmless: the newer change is in a later batch, which the warehouse then finds outdated.
 */
export function readImages(db: Db, batch: EtlBatch): AsyncGenerator<ImageStatesPage> {
  if (batch.kind === 'calls') return nothing();
  return batch.kind === 'images' ? copiedImages(db, batch) : changedImages(db, batch);
}

async function* nothing(): AsyncGenerator<never> {}

/** From the newest change to the oldest: the first change of an image has its newest version. */
async function* changedImages(db: Db, { batchId }: EtlBatch): AsyncGenerator<ImageStatesPage> {
  const seen = new Set<string>();
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const changes = await db
      .selectFrom('outbox')
      .select(['seq', 'imageId', 'rowVersion'])
      .where('batchId', '=', batchId)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(IMAGES_PER_PAGE)
      .execute();
    const last = changes.at(-1);
    if (last === undefined) return;
    before = last.seq;
    const news = changes.filter(({ imageId }) => !seen.has(imageId) && seen.add(imageId));
    if (news.length > 0) yield await statesOf(db, news);
  }
}

async function statesOf(
  db: Db,
  changes: readonly { readonly imageId: string; readonly rowVersion: number }[],
): Promise<ImageStatesPage> {
  const ids = changes.map((change) => change.imageId);
  return inSnapshot(db, async (snapshot) => {
    const rows = await snapshot
      .selectFrom('image')
      .selectAll()
      .where('imageId', 'in', ids)
      .execute();
    const present = new Set(rows.map((row) => row.imageId));
    const purged = changes
      .filter((change) => !present.has(change.imageId))
      .map((change) => ({ imageId: change.imageId, rowVersion: change.rowVersion }));
    return { current: await withParts(snapshot, rows), purged };
  });
}

/** An image that is purged meanwhile is not copied: its purge is in the outbox. */
async function* copiedImages(
  db: Db,
  { afterKey, lastKey }: EtlBatch,
): AsyncGenerator<ImageStatesPage> {
  const pages = imagePages(db, afterKey ?? '', (images) =>
    images.where('imageId', '<=', lastKey ?? ''),
  );
  for await (const current of pages) yield { current, purged: [] };
}

/** Yields the images after an id that match `narrow`, in pages by id. Each page is one snapshot. */
export async function* imagePages(
  db: Db,
  afterId: string,
  narrow: (images: ImageQuery) => ImageQuery,
): AsyncGenerator<readonly CurrentImage[]> {
  for (let after = afterId; ;) {
    const current = await inSnapshot(db, async (snapshot) => {
      const behind = snapshot.selectFrom('image').selectAll().where('imageId', '>', after);
      const rows = await narrow(behind).orderBy('imageId').limit(IMAGES_PER_PAGE).execute();
      return withParts(snapshot, rows);
    });
    const last = current.at(-1);
    if (last === undefined) return;
    after = last.row.imageId;
    yield current;
  }
}

/** Returns rows with their parts from the snapshot. */
async function withParts(snapshot: Tx, rows: readonly ImageRow[]): Promise<CurrentImage[]> {
  const ids = rows.filter((row) => row.status !== 'trashed').map((row) => row.imageId);
  if (ids.length === 0) return rows.map(withoutParts);
  const renditions = await renditionTotals(snapshot, ids);
  const labels = await snapshot
    .selectFrom('imageLabel')
    .selectAll()
    .where('imageId', 'in', ids)
    .execute();
  const labelsOf = Map.groupBy(labels, (label) => label.imageId);
  return rows.map((row) => ({
    row: loadedRow(row),
    renditionCount: renditions.get(row.imageId)?.count ?? 0,
    renditionByteCount: renditions.get(row.imageId)?.byteCount ?? 0,
    labels: labelsOf.get(row.imageId) ?? [],
  }));
}

function withoutParts(row: ImageRow): CurrentImage {
  return { row: loadedRow(row), renditionCount: 0, renditionByteCount: 0, labels: [] };
}

async function renditionTotals(snapshot: Tx, ids: readonly string[]) {
  const totals = await snapshot
    .selectFrom('rendition')
    .select(({ fn }) => [
      'imageId',
      fn.countAll<number>().as('count'),
      sql<number>`sum(byte_count)`.as('byteCount'),
    ])
    .where('imageId', 'in', ids)
    .groupBy('imageId')
    .execute();
  return new Map(
    totals.map((total) => [
      total.imageId,
      { count: Number(total.count), byteCount: Number(total.byteCount) },
    ]),
  );
}
