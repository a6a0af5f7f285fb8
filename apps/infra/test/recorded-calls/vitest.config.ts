import { join } from 'node:path';

const WORKSPACE = join(import.meta.dirname, '../../../..');

/**
 * Tests of the apps that go through their clients of AWS, on SQLite alone. Each file makes requests
 * that none of the others makes: a different action, role, bucket, folder or queue.
 */
const RECORDED = [
  'apps/api/test/{analytics,images,multipart,render,review}.test.ts',
  'apps/thumbnailer/test/{bedrock-description,create-handler,delay-retry,duplicates,large-images,quarantine}.test.ts',
  'apps/etl/test/lake.test.ts',
  'apps/retention/test/{copies,create-handler,purge-expired}.test.ts',
  'apps/ingest/test/store-record.test.ts',
  'apps/failures/test/redrive.test.ts',
];

/** A plain object, so that vitest is no dependency of the project. */
export default {
  root: WORKSPACE,
  test: {
    include: RECORDED,
    setupFiles: [join(import.meta.dirname, 'record-calls.ts')],
    globalSetup: [
      join(import.meta.dirname, 'without-servers.ts'),
      join(WORKSPACE, 'packages/warehouse/test-support/prepare-warehouse.ts'),
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    isolate: false,
  },
};
