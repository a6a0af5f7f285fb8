import type { Kysely, Selectable } from 'kysely';
import { databaseErrorOf } from '../database-failure.ts';
import type { AnalysisCallTable, MetadataTables } from '../tables.ts';
import type { EtlBatch } from './etl-batch.ts';

export type AnalysisCallRow = Selectable<AnalysisCallTable>;

export const CALLS_PER_PAGE = 5000;

/** The paid calls of a batch, in pages. */
export async function* readCalls(
  db: Kysely<MetadataTables>,
  batch: EtlBatch,
): AsyncGenerator<readonly AnalysisCallRow[]> {
  if (batch.kind === 'images') return;
  const { kind, batchId, afterKey, lastKey } = batch;
  for (let after = Number(afterKey ?? 0); ;) {
    const calls = await db
      .selectFrom('analysis_call')
      .selectAll()
      .where('call_id', '>', after)
      .$if(kind === 'changes', (query) => query.where('batch_id', '=', batchId))
      .$if(kind === 'calls', (query) => query.where('call_id', '<=', Number(lastKey)))
      .orderBy('call_id')
      .limit(CALLS_PER_PAGE)
      .execute()
      .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
    const last = calls.at(-1);
    if (last === undefined) return;
    after = last.call_id;
    yield calls;
  }
}
