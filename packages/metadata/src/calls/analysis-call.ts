import type { Kysely } from 'kysely';
import * as z from 'zod';
import { retryConflicts } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { imageFields } from '../images/image-fields.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { newCallId } from './new-call-id.ts';

const analysisCallSchema = lazily(() =>
  z.object({
    imageId: imageFields.imageId,
    operation: z.string().min(1).max(64),
    modelVersion: z.string().min(1).max(255).nullish(),
    calledAt: imageFields.time,
    outcome: z.string().min(1).max(64),
    requestUnits: z.number().int().nonnegative(),
  }),
);

/**
 * A paid call: the operation of the service (`DetectLabels`), the model that answered, the outcome
 * (`done`, or the error's name) and the billed units.
 */
export type AnalysisCall = Readonly<z.input<ReturnType<typeof analysisCallSchema>>>;

/** Records a call in the ledger. Each record counts: a call that was made twice was paid twice. */
export async function recordAnalysisCall(
  db: Kysely<MetadataTables>,
  input: AnalysisCall,
): Promise<void> {
  const call = parseOrReject(analysisCallSchema(), input, 'analysis call');
  const row = {
    imageId: call.imageId,
    operation: call.operation,
    modelVersion: call.modelVersion ?? null,
    calledAt: toSqlTime(call.calledAt),
    outcome: call.outcome,
    requestUnits: call.requestUnits,
  };
  await retryConflicts(() =>
    db
      .insertInto('analysisCall')
      .values({ ...row, callId: newCallId() })
      .execute(),
  );
}
