import type { Answered } from './ask-dashboard.ts';
import type { Footprint } from './stack-process.ts';

/** Allowed ratio of the memory at the end to that after the first images. */
const MAX_GROWTH = 1.2;
const RENDITIONS_PER_IMAGE = 3;

export interface SoakCounts {
  readonly processedCount: number;
  /** Number of image rows of any status. */
  readonly imageCount: number;
  /** Number of paid calls for labels. More than one per image means that work was done twice. */
  readonly labelCallCount: number;
  readonly renditionCount: number;
  /** Number of objects in the thumbnails bucket. */
  readonly thumbnailCount: number;
  readonly failureCount: number;
  readonly warehouseCount: number;
  readonly isWarehouseEqual: boolean;
}

export interface SoakReport {
  readonly imageCount: number;
  /** Measured after the first images, and at the end. */
  readonly first: Footprint;
  readonly last: Footprint;
  readonly counts: SoakCounts;
  /** Responses to the dashboard's questions after each round. */
  readonly answered: readonly Answered[];
}

/** Returns what was lost or done twice, as sentences; none if each image exists once. */
export function judgeCounts({ imageCount, counts }: SoakReport): readonly string[] {
  const expected: SoakCounts = {
    processedCount: imageCount,
    imageCount: imageCount,
    labelCallCount: imageCount,
    renditionCount: imageCount * RENDITIONS_PER_IMAGE,
    thumbnailCount: imageCount * RENDITIONS_PER_IMAGE,
    failureCount: 0,
    warehouseCount: imageCount,
    isWarehouseEqual: true,
  };
  return Object.entries(expected)
    .map(([name, value]) => [name, value, counts[name as keyof SoakCounts]] as const)
    .filter(([, value, found]) => value !== found)
    .map(([name, value, found]) => `Expected ${value} for ${name} but received ${found}`);
}

/** Returns the questions that were not answered, as sentences. */
export function judgeAnswers({ answered }: SoakReport): readonly string[] {
  return answered
    .filter(({ status }) => status !== 200)
    .map(({ question, status }) => `Expected an answer to ${question} but received ${status}`);
}

/** Returns the slowest response. */
export function slowestOf(answered: readonly Answered[]): Answered | undefined {
  return answered.toSorted((a, b) => b.durationMs - a.durationMs)[0];
}

/** Returns what has grown from the first images to the last, as sentences. */
export function judgeGrowth({ first, last }: SoakReport): readonly string[] {
  const growth = last.rssByteCount / first.rssByteCount;
  const heavier =
    growth > MAX_GROWTH
      ? [`Expected at most ${MAX_GROWTH} times the memory but received ${growth.toFixed(2)} times`]
      : [];
  // The number of warehouse tables is constant, so that their open files are bounded and not
  // counted.
  const opened = (['sockets', 'files'] as const).flatMap((kind) => {
    const [before, after] = [first.open?.[kind] ?? 0, last.open?.[kind] ?? 0];
    return after > before ? [`Expected at most ${before} open ${kind} but received ${after}`] : [];
  });
  return [...heavier, ...opened];
}
