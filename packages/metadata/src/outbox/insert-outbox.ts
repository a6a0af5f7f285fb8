import type { Transaction } from 'kysely';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables, OutboxOperation } from '../database/tables.ts';

/** Inserts the outbox row of an image's new version, in the transaction that writes the image. */
export async function insertOutbox(
  tx: Transaction<MetadataTables>,
  change: {
    readonly imageId: string;
    readonly op: OutboxOperation;
    readonly rowVersion: number;
    readonly traceHeader?: string | null;
  },
): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      imageId: change.imageId,
      rowVersion: change.rowVersion,
      op: change.op,
      createdAt: toSqlTime(new Date().toISOString()),
      batchId: null,
      traceHeader: change.traceHeader ?? null,
    })
    .execute();
}
