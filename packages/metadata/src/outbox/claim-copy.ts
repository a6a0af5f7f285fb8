import type { Kysely, Transaction } from 'kysely';
import { inTransaction } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';
import type { ClaimRequest } from './claim-changes.ts';
import { type EtlBatch, insertBatch } from './etl-batch.ts';
import { deleteProgress, readProgress, writeProgress } from './progress.ts';

const COPY = 'copy';
/** The parts of a complete copy, in order. */
const COPIED_KINDS = ['images', 'calls'] as const;
type CopiedKind = (typeof COPIED_KINDS)[number];
type Tx = Transaction<MetadataTables>;

interface Place {
  readonly kind: CopiedKind;
  readonly afterKey: string;
}

const START: Place = { kind: 'images', afterKey: '' };

/**
 * Claims the next range of a complete copy, by primary key, as a batch; null when the copy is
 * complete. The next call then starts again. The position is updated in the batch's own
 * transaction.
 */
export function claimCopy(
  db: Kysely<MetadataTables>,
  { batchId, maxRows }: ClaimRequest,
): Promise<EtlBatch | null> {
  return inTransaction(db, async (tx) => {
    const stored = await readProgress(tx, COPY);
    const place: Place = stored === null ? START : (JSON.parse(stored) as Place);
    const range = await nextRange(tx, place, maxRows);
    if (range === null) {
      await deleteProgress(tx, COPY);
      return null;
    }
    const { kind, afterKey, lastKey, rowCount } = range;
    await writeProgress(tx, COPY, JSON.stringify({ kind, afterKey: lastKey }));
    return insertBatch(tx, { batchId, kind, afterKey, lastKey, changeCount: rowCount });
  });
}

async function nextRange(tx: Tx, { kind, afterKey }: Place, maxRows: number) {
  for (const each of COPIED_KINDS.slice(COPIED_KINDS.indexOf(kind))) {
    const after = each === kind ? afterKey : '';
    const keys = await (each === 'images' ? imageKeys : callKeys)(tx, after, maxRows);
    const lastKey = keys.at(-1);
    if (lastKey !== undefined)
      return { kind: each, afterKey: after, lastKey, rowCount: keys.length };
  }
  return null;
}

async function imageKeys(tx: Tx, afterKey: string, maxRows: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('image')
    .select('imageId')
    .where('imageId', '>', afterKey)
    .orderBy('imageId')
    .limit(maxRows)
    .execute();
  return rows.map((row) => row.imageId);
}

async function callKeys(tx: Tx, afterKey: string, maxRows: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('analysisCall')
    .select('callId')
    .where('callId', '>', Number(afterKey))
    .orderBy('callId')
    .limit(maxRows)
    .execute();
  return rows.map((row) => String(row.callId));
}
