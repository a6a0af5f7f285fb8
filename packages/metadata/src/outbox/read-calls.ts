import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { AnalysisCallTable, MetadataTables } from '../database/tables.ts';
import type { EtlBatch } from './etl-batch.ts';

export type AnalysisCallRow = Selectable<AnalysisCallTable>;

type CallQuery = SelectQueryBuilder<MetadataTables, 'analysisCall', AnalysisCallRow>;

const CALLS_PER_PAGE = 5000;

/** Yields the paid calls of a batch in pages. */
export async function* readCalls(
  db: Kysely<MetadataTables>,
  { kind, batchId, afterKey, lastKey }: EtlBatch,
): AsyncGenerator<readonly AnalysisCallRow[]> {
  if (kind === 'images') return;
  yield* callPages(db, Number(afterKey ?? 0), (calls) =>
    kind === 'changes'
      ? calls.where('batchId', '=', batchId)
      : calls.where('callId', '<=', Number(lastKey)),
  );
}

/** Yields the paid calls after an id that match `narrow`, in pages by id. */
export async function* callPages(
  db: Kysely<MetadataTables>,
  afterId: number,
  narrow: (calls: CallQuery) => CallQuery,
): AsyncGenerator<readonly AnalysisCallRow[]> {
  for (let after = afterId; ;) {
    const behind = db.selectFrom('analysisCall').selectAll().where('callId', '>', after);
    const calls = await narrow(behind)
      .orderBy('callId')
      .limit(CALLS_PER_PAGE)
      .execute()
      .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
    const last = calls.at(-1);
    if (last === undefined) return;
    after = last.callId;
    yield calls;
  }
}
