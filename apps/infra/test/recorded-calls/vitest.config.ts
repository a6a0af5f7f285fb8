import { join } from 'node:path';
import { RECORDED_FILES } from '@miniatura/test-support/recorded-files';

const WORKSPACE = join(import.meta.dirname, '../../../..');

/** A plain object, so that vitest is no dependency of the project. */
export default {
  root: WORKSPACE,
  test: {
    include: RECORDED_FILES,
    setupFiles: ['@miniatura/test-support/record-calls'],
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
