import type { Kysely, Transaction, UpdateResult } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';
import { type EtlBatch, insertBatch } from './etl-batch.ts';

/**
 * The number of keys in a statement. SQLite allows 32,766 parameters; shorter statements are parsed
 * faster.
 */
const KEYS_PER_STATEMENT = 1000;

/** The batch's name, and the maximum number of rows of each kind. */
export interface ClaimRequest {
  readonly batchId: string;
  readonly maxRows: number;
}

type Tx = Transaction<MetadataTables>;

/**
 * Claims unclaimed changes, oldest first, or returns null when there are none. A row of a
 * transaction that commits late is part of the next claim, because no watermark is used.
 */
export function claimChanges(
  db: Kysely<MetadataTables>,
  { batchId, maxRows }: ClaimRequest,
): Promise<EtlBatch | null> {
  return inTransaction(db, async (tx) => {
    const changes = await claimOutbox(tx, await unclaimedChanges(tx, maxRows), batchId);
    const calls = await claimCalls(tx, await unclaimedCalls(tx, maxRows), batchId);
    const changeCount = changes + calls;
    return changeCount === 0 ? null : insertBatch(tx, { batchId, kind: 'changes', changeCount });
  });
}

/**
 * Rows are updated by primary key: a claim by state would lock rows of other writers and wait for
 * them.
 */
async function unclaimedChanges(tx: Tx, maxRows: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('outbox')
    .select('seq')
    .where('batchId', 'is', null)
    .orderBy('seq')
    .limit(maxRows)
    .execute();
  return rows.map((row) => row.seq);
}

async function unclaimedCalls(tx: Tx, maxRows: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('analysisCall')
    .select('callId')
    .where('batchId', 'is', null)
    .orderBy('callId')
    .limit(maxRows)
    .execute();
  return rows.map((row) => row.callId);
}

/** Rows that another run has claimed since they were read are not changed. */
function claimOutbox(tx: Tx, keys: readonly number[], batchId: string): Promise<number> {
  return inChunks(keys, (chunk) =>
    tx
      .updateTable('outbox')
      .set({ batchId })
      .where('seq', 'in', chunk)
      .where('batchId', 'is', null)
      .executeTakeFirst(),
  );
}

function claimCalls(tx: Tx, keys: readonly number[], batchId: string): Promise<number> {
  return inChunks(keys, (chunk) =>
    tx
      .updateTable('analysisCall')
      .set({ batchId })
      .where('callId', 'in', chunk)
      .where('batchId', 'is', null)
      .executeTakeFirst(),
  );
}

async function inChunks(
  keys: readonly number[],
  update: (chunk: readonly number[]) => Promise<UpdateResult>,
): Promise<number> {
  let updated = 0;
  for (const chunk of chunksOf(keys, KEYS_PER_STATEMENT)) {
    const { numUpdatedRows } = await update(chunk);
    updated += Number(numUpdatedRows);
  }
  return updated;
}
