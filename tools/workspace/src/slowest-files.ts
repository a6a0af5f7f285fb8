import * as z from 'zod';

/** The part of vitest's JSON report (Jest's format) with the durations of files. */
const reportSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

/** A test file, and the duration of its tests and hooks. */
export interface TimedFile {
  readonly path: string;
  readonly durationMs: number;
}

/** Returns the slowest test files of a run, slowest first, from its parsed JSON report. */
export function slowestFiles(report: unknown, count: number): readonly TimedFile[] {
  return reportSchema
    .parse(report)
    .testResults.map(({ name, startTime, endTime }) => ({
      path: name,
      durationMs: endTime - startTime,
    }))
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, count);
}
