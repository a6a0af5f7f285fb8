import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';
import { DatabaseError } from '../errors.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { decideFirstChange, findPurgeMark } from '../purges/purge-marks.ts';
import { insertDeliveries } from '../webhooks/insert-deliveries.ts';
import { decideChange } from './decide-change.ts';
import type { ImageChange } from './image-change.ts';
import type { ImageStatus } from './image-fields.ts';
import { nextRowVersion } from './next-row-version.ts';
import { originalOf } from './original-of.ts';

/**
 * The result of a change. `written`: the row has a new version, and the objects of
 * `replacedRenditionKeys` are not used any more; `replacedStatus` is null for a first version.
 * `repeat`: this event was written before. `stale`: the row has a newer event. The last two change
 * nothing.
 */
export type RecordOutcome =
  | {
      readonly outcome: 'written';
      readonly rowVersion: number;
      readonly replacedRenditionKeys: readonly string[];
      readonly replacedStatus: ImageStatus | null;
    }
  | { readonly outcome: 'repeat' }
  | { readonly outcome: 'stale' };

type Stored = Pick<ImageRow, 'sequencer' | 'status' | 'rowVersion' | 'sha256' | 'duplicateOf'>;
type Tx = Transaction<MetadataTables>;

/** Writes a change, its outbox row and its deliveries in one transaction, unless it is a repeat or outdated. */
export function writeChange(
  db: Kysely<MetadataTables>,
  change: ImageChange,
): Promise<RecordOutcome> {
  return inTransaction(db, async (tx): Promise<RecordOutcome> => {
    const stored = await findStored(tx, change.imageId);
    const verdict =
      stored === undefined
        ? decideFirstChange(await findPurgeMark(tx, change.imageId), change)
        : decideChange(stored, change);
    if (verdict !== 'write') return { outcome: verdict };
    const duplicateOf = await originalOf(tx, change, stored);
    const rowVersion = await writeImage(tx, change, { duplicateOf }, stored);
    const replacedRenditionKeys = stored ? await clearParts(tx, change) : [];
    await insertParts(tx, change);
    await insertOutbox(tx, { ...change, rowVersion });
    await insertDeliveries(tx, { imageId: change.imageId, rowVersion });
    const replacedStatus = stored?.status ?? null;
    return { outcome: 'written', rowVersion, replacedRenditionKeys, replacedStatus };
  });
}

function findStored(tx: Tx, imageId: string): Promise<Stored | undefined> {
  return tx
    .selectFrom('image')
    .select(['sequencer', 'status', 'rowVersion', 'sha256', 'duplicateOf'])
    .where('imageId', '=', imageId)
    .executeTakeFirst();
}

/**
 * The verdict is valid only for the version that was read: a concurrent first write violates the
 * primary key, a later one changes `rowVersion`; in both cases the transaction is retried. From
 * here to the commit the row is locked, so that its parts need no check.
 */
async function writeImage(
  tx: Tx,
  change: ImageChange,
  found: Pick<ImageRow, 'duplicateOf'>,
  stored?: Stored,
): Promise<number> {
  const rowVersion = nextRowVersion(stored?.rowVersion);
  if (stored === undefined) {
    const row = { ...change.insertColumns, ...found, rowVersion };
    await tx.insertInto('image').values(row).execute();
    return rowVersion;
  }
  const { numUpdatedRows } = await tx
    .updateTable('image')
    .set({ ...change.updateColumns, ...found, rowVersion })
    .where('imageId', '=', change.imageId)
    .where('rowVersion', '=', stored.rowVersion)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new DatabaseError('conflict', 'the row version moved');
  return rowVersion;
}

/**
 * Deletes the parts of the previous version. @returns the rendition keys that are not used any more
 */
async function clearParts(tx: Tx, change: ImageChange): Promise<string[]> {
  const { imageId } = change;
  const before = await tx
    .selectFrom('rendition')
    .select('objectKey')
    .where('imageId', '=', imageId)
    .execute();
  if (before.length > 0) {
    await tx.deleteFrom('rendition').where('imageId', '=', imageId).execute();
  }
  await tx.deleteFrom('imageLabel').where('imageId', '=', imageId).execute();
  const kept = new Set(change.renditions.map((rendition) => rendition.objectKey));
  return before.map((row) => row.objectKey).filter((key) => !kept.has(key));
}

/** At most 3 MB with the longest names. Servers accept packets of at least 4 MB. */
const LABELS_PER_STATEMENT = 50;

async function insertParts(tx: Tx, { renditions, labels, insertColumns }: ImageChange) {
  const { uploadedAt, uploadedBy } = insertColumns;
  const listedLabels = labels.map((label) => ({ ...label, uploadedAt, uploadedBy }));
  if (renditions.length > 0) await tx.insertInto('rendition').values(renditions).execute();
  for (const chunk of chunksOf(listedLabels, LABELS_PER_STATEMENT)) {
    await tx.insertInto('imageLabel').values(chunk).execute();
  }
}
