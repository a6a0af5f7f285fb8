import type { Kysely, Selectable, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { databaseErrorOf } from '../database/database-failure.ts';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { BatchKind, EtlBatchTable, MetadataTables } from '../database/tables.ts';

/** What an attempt has put where the warehouse reads it: how many rows of each. */
export interface StagedCounts {
  readonly images: number;
  readonly labels: number;
  readonly calls: number;
}

/** Changes that go to the warehouse in one transaction. */
export interface EtlBatch {
  readonly batchId: string;
  readonly kind: BatchKind;
  /** The range of keys that a copy takes: after the first, up to and with the second. */
  readonly afterKey: string | null;
  readonly lastKey: string | null;
  /** How many outbox rows and calls were claimed. */
  readonly changeCount: number;
  /** From 1; the next one begins when the warehouse has refused this one. */
  readonly attempt: number;
  /** Null until all files of the attempt are written. */
  readonly staged: StagedCounts | null;
  /** The warehouse's id of the attempt's statement, where it was heard. */
  readonly statementId: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

type Db = Kysely<MetadataTables> | Transaction<MetadataTables>;

const IDS_PER_STATEMENT = 500;

export type NewEtlBatch = Pick<EtlBatch, 'batchId' | 'kind' | 'changeCount'> &
  Partial<Pick<EtlBatch, 'afterKey' | 'lastKey'>>;

export async function insertBatch(db: Db, batch: NewEtlBatch): Promise<EtlBatch> {
  const row = newRow(batch);
  await db.insertInto('etl_batch').values(row).execute();
  return batchOf(row);
}

function newRow(batch: NewEtlBatch): EtlBatchTable {
  return {
    batch_id: batch.batchId,
    kind: batch.kind,
    after_key: batch.afterKey ?? null,
    last_key: batch.lastKey ?? null,
    change_count: batch.changeCount,
    attempt: 1,
    staged: null,
    statement_id: null,
    created_at: toSqlTime(new Date().toISOString()),
    applied_at: null,
  };
}

/** The oldest batch that is not applied, or null. */
export async function findUnfinishedBatch(db: Db): Promise<EtlBatch | null> {
  const row = await db
    .selectFrom('etl_batch')
    .selectAll()
    .where('applied_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return row === undefined ? null : batchOf(row);
}

/** The batches that were applied last, newest first. */
export async function lastAppliedBatches(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('etl_batch')
    .select('batch_id')
    .where('applied_at', 'is not', null)
    .orderBy('applied_at', 'desc')
    .limit(limit)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map((row) => row.batch_id);
}

/** Of these batches, those that the source has, applied or not. */
export async function knownBatches(
  db: Db,
  batchIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (batchIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('etl_batch')
    .select('batch_id')
    .where('batch_id', 'in', batchIds)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return new Set(rows.map((row) => row.batch_id));
}

/** Records batches that are in the warehouse's ledger only, as applied; others are not changed. */
export async function adoptBatches(
  db: Kysely<MetadataTables>,
  batchIds: readonly string[],
): Promise<void> {
  for (const ids of chunksOf(batchIds, IDS_PER_STATEMENT)) {
    await inTransaction(db, async (tx) => {
      const known = await knownBatches(tx, ids);
      const now = toSqlTime(new Date().toISOString());
      const rows = ids
        .filter((id) => !known.has(id))
        .map((batchId) => ({
          ...newRow({ batchId, kind: 'changes', changeCount: 0 }),
          applied_at: now,
        }));
      if (rows.length > 0) await tx.insertInto('etl_batch').values(rows).execute();
    });
  }
}

/** Changes what is known of a batch that is not applied; an applied one stays as it is. */
export async function updateBatch(
  db: Kysely<MetadataTables>,
  { batchId }: Pick<EtlBatch, 'batchId'>,
  changes: Partial<Pick<EtlBatchTable, 'attempt' | 'staged' | 'statement_id' | 'applied_at'>>,
): Promise<void> {
  await retryConflicts(() =>
    db
      .updateTable('etl_batch')
      .set(changes)
      .where('batch_id', '=', batchId)
      .where('applied_at', 'is', null)
      .execute(),
  );
}

function batchOf(row: Selectable<EtlBatchTable>): EtlBatch {
  return {
    batchId: row.batch_id,
    kind: row.kind,
    afterKey: row.after_key,
    lastKey: row.last_key,
    changeCount: row.change_count,
    attempt: row.attempt,
    staged: row.staged === null ? null : (JSON.parse(row.staged) as StagedCounts),
    statementId: row.statement_id,
    createdAt: toIsoTime(row.created_at),
  };
}
