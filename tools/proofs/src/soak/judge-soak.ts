import type { Answered } from './ask-dashboard.ts';
import type { Footprint } from './stack-process.ts';

/** Memory at the end may be this many times that after the first pictures. */
const MAX_GROWTH = 1.2;
const RENDITIONS_PER_PICTURE = 3;

export interface SoakCounts {
  readonly processedCount: number;
  /** Rows of images of any status. */
  readonly imageCount: number;
  /** Paid calls that label a picture: more than one a picture, and something was done twice. */
  readonly labelCallCount: number;
  readonly renditionCount: number;
  /** Objects in the thumbnails' bucket. */
  readonly thumbnailCount: number;
  readonly failureCount: number;
  readonly warehouseCount: number;
  readonly isWarehouseEqual: boolean;
}

export interface SoakReport {
  readonly pictureCount: number;
  /** After the first pictures, and at the end. */
  readonly first: Footprint;
  readonly last: Footprint;
  readonly counts: SoakCounts;
  /** The dashboard's questions after each round. */
  readonly answered: readonly Answered[];
}

/** What was lost or done twice, in sentences; none when each picture is there once. */
export function judgeCounts({ pictureCount, counts }: SoakReport): readonly string[] {
  const expected: SoakCounts = {
    processedCount: pictureCount,
    imageCount: pictureCount,
    labelCallCount: pictureCount,
    renditionCount: pictureCount * RENDITIONS_PER_PICTURE,
    thumbnailCount: pictureCount * RENDITIONS_PER_PICTURE,
    failureCount: 0,
    warehouseCount: pictureCount,
    isWarehouseEqual: true,
  };
  return Object.entries(expected)
    .map(([name, value]) => [name, value, counts[name as keyof SoakCounts]] as const)
    .filter(([, value, found]) => value !== found)
    .map(([name, value, found]) => `Expected ${value} for ${name} but received ${found}`);
}

/** The questions of the dashboard that were not answered, in sentences. */
export function judgeAnswers({ answered }: SoakReport): readonly string[] {
  return answered
    .filter(({ status }) => status !== 200)
    .map(({ question, status }) => `Expected an answer to ${question} but received ${status}`);
}

/** The one that took longest. */
export function slowestOf(answered: readonly Answered[]): Answered | undefined {
  return answered.toSorted((a, b) => b.durationMs - a.durationMs)[0];
}

/** What has grown from the first pictures to the last, in sentences. */
export function judgeGrowth({ first, last }: SoakReport): readonly string[] {
  const growth = last.rssByteCount / first.rssByteCount;
  const heavier =
    growth > MAX_GROWTH
      ? [`Expected at most ${MAX_GROWTH} times the memory but received ${growth.toFixed(2)} times`]
      : [];
  // The warehouse has as many tables at the end as at first: their files are bounded by themselves.
  const opened = (['sockets', 'files'] as const).flatMap((kind) => {
    const [before, after] = [first.open?.[kind] ?? 0, last.open?.[kind] ?? 0];
    return after > before ? [`Expected at most ${before} open ${kind} but received ${after}`] : [];
  });
  return [...heavier, ...opened];
}
