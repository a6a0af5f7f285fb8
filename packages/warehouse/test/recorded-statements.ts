import { findAppliedBatch } from '../src/find-applied-batch.ts';
import {
  applyBatch,
  type DataApi,
  fingerprintQuery,
  LEDGER_STATEMENTS,
  migrateWarehouse,
  MIGRATIONS,
  partsOf,
  partTransaction,
  readCallsBack,
  readLedger,
  readVersions,
  recordRunStart,
  recordRunSuccess,
  snapshotDay,
  type Statement,
  SUBJECTS,
} from '../src/index.ts';

const FULL = { images: 2, labels: 3, calls: 1 };
const STAGINGS = [
  FULL,
  { images: 2, labels: 0, calls: 0 },
  { images: 0, labels: 0, calls: 4 },
  { images: 0, labels: 0, calls: 0 },
];

/** The batch that the tests look at. */
export const BATCH = {
  batchId: '20261121T085400123Z-a1b2c3d4',
  kind: 'changes',
  attempt: 1,
  stagingUri: 's3://bucket/staging/20261121T085400123Z-a1b2c3d4/1',
  staged: FULL,
};

/** What the ETL submits as one transaction each. */
export const TRANSACTIONS: readonly (readonly string[])[] = [
  ...STAGINGS.map((staged) => applyBatch({ ...BATCH, staged })),
  snapshotDay('2026-11-21'),
  [recordRunStart('2026-11-21T10:00:00.123456Z')],
  [...snapshotDay('2026-11-21'), ...recordRunSuccess(null)],
  LEDGER_STATEMENTS,
  ...MIGRATIONS.flatMap(partsOf).map(partTransaction),
];

/** What the ETL asks. */
export async function queries(): Promise<readonly string[]> {
  const asked: string[] = [];
  const api = {
    async query({ sql }: Statement) {
      asked.push(sql);
      return [{ n: 1 }];
    },
    submitBatch: async () => 'id',
    wait: async () => ({ statementId: 'id', durationMs: 0, resultRows: [] }),
  } as unknown as DataApi;
  await findAppliedBatch(api, BATCH.batchId);
  await migrateWarehouse(api);
  await readLedger(api, [BATCH.batchId], 20);
  await readVersions(api, ['ab']);
  await readCallsBack(api, [1]);
  const day = '2026-11-21';
  const scopes = SUBJECTS.flatMap(
    (subject) =>
      [
        { subject, by: 'day' },
        { subject, by: 'bucket', day },
        { subject, by: 'row', day },
        { subject, by: 'row', day, bucket: 'ab' },
      ] as const,
  );
  return [...new Set([...asked, ...scopes.map((scope) => fingerprintQuery(scope).sql)])];
}
