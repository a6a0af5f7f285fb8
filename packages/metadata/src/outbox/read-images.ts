import { type Kysely, sql, type Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { inSnapshot } from '../database/in-transaction.ts';
import type { ImageLabelRow, MetadataTables } from '../database/tables.ts';
import type { EtlBatch } from './etl-batch.ts';
import { type LoadedRow, loadedRow, READ_COLUMNS, type ReadRow } from './loaded-row.ts';

/**
 * The current state of an image with its parts. One in the trash is like a removed one, without
 * parts.
 */
export interface CurrentImage {
  readonly row: LoadedRow;
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
type ImageQuery = ReturnType<typeof readColumns>;

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

/**
 * Yields the images of a batch in the order of their ids. The indexes of the source and of the warehouse have this order, and on
 * MySQL the rows too: in another order each row would be on another page of each of them.
 */
async function* changedImages(db: Db, { batchId }: EtlBatch): AsyncGenerator<ImageStatesPage> {
  const changes = await db
    .selectFrom('outbox')
    .select(['imageId', ({ fn }) => fn.max<number>('rowVersion').as('rowVersion')])
    .where('batchId', '=', batchId)
    .groupBy('imageId')
    .orderBy('imageId')
    .execute();
  for (const page of chunksOf(changes, IMAGES_PER_PAGE)) yield await statesOf(db, page);
}

function readColumns(db: Db) {
  return db.selectFrom('image').select(READ_COLUMNS);
}

async function statesOf(
  db: Db,
  changes: readonly { readonly imageId: string; readonly rowVersion: number }[],
): Promise<ImageStatesPage> {
  const ids = changes.map((change) => change.imageId);
  return inSnapshot(db, async (snapshot) => {
    const rows = await readColumns(snapshot)
      .where('imageId', 'in', ids)
      .orderBy('imageId')
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
      const behind = readColumns(snapshot).where('imageId', '>', after);
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
async function withParts(snapshot: Tx, rows: readonly ReadRow[]): Promise<CurrentImage[]> {
  const ids = rows.filter((row) => row.status !== 'trashed').map((row) => row.imageId);
  if (ids.length === 0) return rows.map(withoutParts);
  const renditions = await renditionTotals(snapshot, ids);
  const labels = await snapshot
    .selectFrom('imageLabel')
    .select(LABEL_COLUMNS)
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

function withoutParts(row: ReadRow): CurrentImage {
  return { row: loadedRow(row), renditionCount: 0, renditionByteCount: 0, labels: [] };
}

const LABEL_COLUMNS = [
  'imageId',
  'kind',
  'position',
  'name',
  'confidence',
  'parents',
  'taxonomyLevel',
  'modelVersion',
] as const satisfies readonly (keyof ImageLabelRow)[];

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
