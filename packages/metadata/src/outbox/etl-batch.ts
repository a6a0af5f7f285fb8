import type { Kysely, Selectable, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { databaseErrorOf } from '../database/database-failure.ts';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { BatchKind, EtlBatchTable, MetadataTables } from '../database/tables.ts';

/** The numbers of rows that an attempt has staged for the warehouse. */
export interface StagedCounts {
  readonly images: number;
  readonly labels: number;
  readonly calls: number;
}

/** Changes that are applied to the warehouse in one transaction. */
export interface EtlBatch {
  readonly batchId: string;
  readonly kind: BatchKind;
  /** The range of keys of a copy: after the first, up to and including the second. */
  readonly afterKey: string | null;
  readonly lastKey: string | null;
  /** The number of outbox rows and calls claimed. */
  readonly changeCount: number;
  /** Counted from 1. The next attempt starts when the warehouse has rejected this one. */
  readonly attempt: number;
  /** Null until all files of the attempt are written. */
  readonly staged: StagedCounts | null;
  /** The warehouse's id of the attempt's statement, if known. */
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
  await db.insertInto('etlBatch').values(row).execute();
  return batchOf(row);
}

function newRow(batch: NewEtlBatch): EtlBatchTable {
  return {
    batchId: batch.batchId,
    kind: batch.kind,
    afterKey: batch.afterKey ?? null,
    lastKey: batch.lastKey ?? null,
    changeCount: batch.changeCount,
    attempt: 1,
    staged: null,
    statementId: null,
    createdAt: toSqlTime(new Date().toISOString()),
    appliedAt: null,
  };
}

/** Returns the oldest batch that is not applied, or null. */
export async function findUnfinishedBatch(db: Db): Promise<EtlBatch | null> {
  const row = await db
    .selectFrom('etlBatch')
    .selectAll()
    .where('appliedAt', 'is', null)
    .orderBy('createdAt')
    .limit(1)
    .executeTakeFirst()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return row === undefined ? null : batchOf(row);
}

/** Returns the last applied batches, newest first. */
export async function lastAppliedBatches(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('etlBatch')
    .select('batchId')
    .where('appliedAt', 'is not', null)
    .orderBy('appliedAt', 'desc')
    .limit(limit)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map((row) => row.batchId);
}

/** Returns those of these batches that the source contains, applied or not. */
export async function knownBatches(
  db: Db,
  batchIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (batchIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('etlBatch')
    .select('batchId')
    .where('batchId', 'in', batchIds)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return new Set(rows.map((row) => row.batchId));
}

/** Records batches that only the warehouse's ledger contains as applied. Others are not changed. */
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
          appliedAt: now,
        }));
      if (rows.length > 0) await tx.insertInto('etlBatch').values(rows).execute();
    });
  }
}

/** Updates a batch that is not applied. An applied batch is not changed. */
export async function updateBatch(
  db: Kysely<MetadataTables>,
  { batchId }: Pick<EtlBatch, 'batchId'>,
  changes: Partial<Pick<EtlBatchTable, 'attempt' | 'staged' | 'statementId' | 'appliedAt'>>,
): Promise<void> {
  await retryConflicts(() =>
    db
      .updateTable('etlBatch')
      .set(changes)
      .where('batchId', '=', batchId)
      .where('appliedAt', 'is', null)
      .execute(),
  );
}

function batchOf(row: Selectable<EtlBatchTable>): EtlBatch {
  return {
    batchId: row.batchId,
    kind: row.kind,
    afterKey: row.afterKey,
    lastKey: row.lastKey,
    changeCount: row.changeCount,
    attempt: row.attempt,
    staged: row.staged === null ? null : (JSON.parse(row.staged) as StagedCounts),
    statementId: row.statementId,
    createdAt: toIsoTime(row.createdAt),
  };
}
