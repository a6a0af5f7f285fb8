import type { Kysely, Selectable, Transaction } from 'kysely';
import { databaseErrorOf } from '../database-failure.ts';
import { retryConflicts } from '../in-transaction.ts';
import { toIsoTime, toSqlTime } from '../sql-time.ts';
import type { BatchKind, EtlBatchTable, MetadataTables } from '../tables.ts';

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
export type NewEtlBatch = Pick<EtlBatch, 'batchId' | 'kind' | 'changeCount'> &
  Partial<Pick<EtlBatch, 'afterKey' | 'lastKey'>>;

export async function insertBatch(db: Db, batch: NewEtlBatch): Promise<EtlBatch> {
  const row: EtlBatchTable = {
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
  await db.insertInto('etl_batch').values(row).execute();
  return batchOf(row);
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
