import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The test files that take ten seconds or more, slowest first. Vitest knows how long files take only
 * after a first run, and their sizes do not show it.
 */
export const SLOW_FILES: readonly string[] = [
  'tools/page-tests/test/page-in-browser.test.ts',
  'apps/local/test/kafka/start-kafka-consumer.test.ts',
  'apps/local/test/commands.test.ts',
  'tools/bench/test/etl.test.ts',
  'apps/local/test/failures.test.ts',
  'apps/etl/test/reconcile.test.ts',
  'apps/local/test/kill.test.ts',
  'tools/proofs/test/faults.test.ts',
  'apps/infra/test/packed-functions.test.ts',
  'apps/etl/test/restores.test.ts',
  'tools/proofs/test/soak.test.ts',
  'apps/local/test/import.test.ts',
  'packages/resize/test/shared-images.test.ts',
  'apps/etl/test/crashes.test.ts',
  'packages/stand-ins/local-redshift-data/test/query-limit.test.ts',
  'apps/local/test/retention.test.ts',
  'apps/cli/test/miniatura.test.ts',
  'apps/infra/test/cfn-lint.test.ts',
  'apps/api/test/schemathesis.test.ts',
  'tools/bench/test/dashboard.test.ts',
  'tools/workspace/test/generated-app.test.ts',
  'apps/etl/test/data-api-faults.test.ts',
  'apps/etl/test/run-etl.test.ts',
  'apps/thumbnailer/test/quarantine-crashes.test.ts',
  'apps/etl/test/kill.test.ts',
  'apps/local/test/loopback.test.ts',
  'apps/local/test/moderation.test.ts',
];

/** Starts slow files first, so that at the end of a run no worker waits long for another. */
export class SlowestFirst extends BaseSequencer {
  /** Keeps vitest's order of all other files, and of the groups of projects. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = SLOW_FILES.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank === -1 ? SLOW_FILES.length : rank;
}
