import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { AnalysisCallTable, MetadataTables } from '../database/tables.ts';
import type { EtlBatch } from './etl-batch.ts';

export type AnalysisCallRow = Selectable<AnalysisCallTable>;

type CallQuery = SelectQueryBuilder<MetadataTables, 'analysis_call', AnalysisCallRow>;

const CALLS_PER_PAGE = 5000;

/** The paid calls of a batch, in pages. */
export async function* readCalls(
  db: Kysely<MetadataTables>,
  { kind, batchId, afterKey, lastKey }: EtlBatch,
): AsyncGenerator<readonly AnalysisCallRow[]> {
  if (kind === 'images') return;
  yield* callPages(db, Number(afterKey ?? 0), (calls) =>
    kind === 'changes'
      ? calls.where('batch_id', '=', batchId)
      : calls.where('call_id', '<=', Number(lastKey)),
  );
}

/** Paid calls behind this id that `narrow` leaves, in pages by id. */
export async function* callPages(
  db: Kysely<MetadataTables>,
  afterId: number,
  narrow: (calls: CallQuery) => CallQuery,
): AsyncGenerator<readonly AnalysisCallRow[]> {
  for (let after = afterId; ;) {
    const behind = db.selectFrom('analysis_call').selectAll().where('call_id', '>', after);
    const calls = await narrow(behind)
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
