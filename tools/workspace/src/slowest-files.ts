import { z } from 'zod';

/** The part of vitest's JSON report (Jest's format) that tells how long files took. */
const reportSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

/** A test file, and how long its tests and hooks took. */
export interface TimedFile {
  readonly path: string;
  readonly durationMs: number;
}

/** The test files of a run that took longest, the slowest first, from its JSON report, parsed. */
export const slowestFiles = (report: unknown, count: number): readonly TimedFile[] =>
  reportSchema
    .parse(report)
    .testResults.map(({ name, startTime, endTime }) => ({
      path: name,
      durationMs: endTime - startTime,
    }))
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, count);
