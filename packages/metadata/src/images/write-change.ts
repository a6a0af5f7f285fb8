import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { DatabaseError } from '../errors.ts';
import type { ImageChange } from './image-change.ts';
import type { ImageStatus } from './image-fields.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { judgeChange } from './judge-change.ts';
import { nextRowVersion } from './next-row-version.ts';
import { originalOf } from './original-of.ts';
import { findPurgeMark, judgeFirstChange } from '../purges/purge-marks.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';

/**
 * What became of a change. `written`: the row has a new version, and the objects of
 * `replacedRenditionKeys` are no longer anybody's; `replacedStatus` is null for a first version. `repeat`: this very event was written before.
 * `stale`: the row tells of a newer event. The last two changed nothing.
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

/** Writes a change, if it is news, and its outbox row in one transaction. */
export function writeChange(
  db: Kysely<MetadataTables>,
  change: ImageChange,
): Promise<RecordOutcome> {
  return inTransaction(db, async (tx): Promise<RecordOutcome> => {
    const stored = await findStored(tx, change.imageId);
    const verdict =
      stored === undefined
        ? judgeFirstChange(await findPurgeMark(tx, change.imageId), change)
        : judgeChange(stored, change);
    if (verdict !== 'write') return { outcome: verdict };
    const duplicateOf = await originalOf(tx, change, stored);
    const rowVersion = await writeImage(tx, change, { duplicateOf }, stored);
    const replacedRenditionKeys = stored ? await clearParts(tx, change) : [];
    await insertParts(tx, change);
    await insertOutbox(tx, { ...change, rowVersion });
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
 * The verdict holds only for the version it was read from: a rival's first write collides on the
 * primary key, a later one moves `rowVersion`; either way the transaction starts over. From here to
 * the commit the row is locked, so the parts need no guard of their own.
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

/** Removes what belonged to the previous version; tells the rendition keys not in use any more. */
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

/** 3 MB at the most, all of them with the longest names: a server takes packets of 4 MB or more. */
const LABELS_PER_STATEMENT = 50;

async function insertParts(tx: Tx, { renditions, labels, insertColumns }: ImageChange) {
  const { uploadedAt, uploadedBy } = insertColumns;
  const listedLabels = labels.map((label) => ({ ...label, uploadedAt, uploadedBy }));
  if (renditions.length > 0) await tx.insertInto('rendition').values(renditions).execute();
  for (const chunk of chunksOf(listedLabels, LABELS_PER_STATEMENT)) {
    await tx.insertInto('imageLabel').values(chunk).execute();
  }
}
