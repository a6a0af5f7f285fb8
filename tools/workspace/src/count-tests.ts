import { z } from 'zod';

/** The part of vitest's JSON report (Jest's format) that tells what passed. */
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

/** How a test run ended: `ok` only when something ran, and nothing failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly ok: boolean;
}

/**
 * Counts a run's tests from its JSON report, parsed. A file that failed without a failed test of its
 * own, because it could not be loaded or set up, counts as one.
 */
export const countTests = (report: unknown): TestCounts => {
  const { success, numPassedTests, numFailedTests, testResults } = reportSchema.parse(report);
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + failedFiles.length;
  return { passed: numPassedTests, failed, ok: success && failed === 0 && numPassedTests > 0 };
};
