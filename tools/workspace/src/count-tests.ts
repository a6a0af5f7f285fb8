import * as z from 'zod';

/** The part of vitest's JSON report (Jest's format) with the numbers of passed and failed tests. */
const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      status: z.enum(['passed', 'failed']),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** The result of a test run: `ok` is true only if some test ran and none failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly ok: boolean;
}

/**
 * Counts a run's tests from its parsed JSON report. A file that could not be loaded or set up, and
 * has no failed test, counts as one failure.
 */
export function countTests(report: unknown): TestCounts {
  const { success, numPassedTests, numFailedTests, testResults } = reportSchema.parse(report);
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + failedFiles.length;
  return { passed: numPassedTests, failed, ok: success && failed === 0 && numPassedTests > 0 };
}
