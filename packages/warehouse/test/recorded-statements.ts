import { findAppliedBatch } from '../src/find-applied-batch.ts';
import {
  applyBatch,
  type DataApi,
  fingerprintQuery,
  LEDGER_STATEMENTS,
  MIGRATIONS,
  migrateWarehouse,
  partsOf,
  partTransaction,
  snapshotDay,
  type Statement,
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
  const day = '2026-11-21';
  const scopes = [
    { by: 'day' },
    { by: 'prefix', day },
    { by: 'image', day, prefix: 'ab' },
  ] as const;
  return [...new Set([...asked, ...scopes.map((scope) => fingerprintQuery(scope).sql)])];
}
