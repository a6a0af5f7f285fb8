export interface ProgressCounts {
  readonly doneCount: number;
  readonly totalCount: number;
  /** False while the total still grows; true by default. */
  readonly isTotalKnown?: boolean;
}

export interface ProgressRate extends ProgressCounts {
  /** The number done per second in the last seconds; undefined while unknown. */
  readonly perSecond: number | undefined;
}

/** @example progressText('files', { doneCount: 12, totalCount: 400, perSecond: 8 }) // '12 of 400 files, 8.0 a second, about 49 s left' */
export function progressText(unit: string, progress: ProgressRate): string {
  const { doneCount, totalCount, isTotalKnown = true, perSecond } = progress;
  const total = isTotalKnown ? String(totalCount) : `at least ${totalCount}`;
  return [
    `${doneCount} of ${total} ${unit}`,
    ...(perSecond === undefined ? [] : [`${perSecond.toFixed(1)} a second`]),
    ...remainingText(progress),
  ].join(', ');
}

function remainingText(progress: ProgressRate): string[] {
  const { doneCount, totalCount, isTotalKnown = true, perSecond } = progress;
  if (!isTotalKnown || perSecond === undefined || perSecond === 0) return [];
  return [`about ${durationText((totalCount - doneCount) / perSecond)} left`];
}

/** @example durationText(3725) // '1 h 2 min' */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const WINDOW_MS = 20_000;

/** Measures the number done per second in the last 20 s, because what is skipped is much faster. */
export class RateMeter {
  readonly #samples: { readonly atMs: number; readonly count: number }[] = [];

  /** @returns undefined during the first second */
  measure(atMs: number, count: number): number | undefined {
    this.#samples.push({ atMs, count });
    while ((this.#samples[1]?.atMs ?? atMs) <= atMs - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0] as { atMs: number; count: number };
    const elapsedMs = atMs - first.atMs;
    return elapsedMs < 1000 ? undefined : ((count - first.count) * 1000) / elapsedMs;
  }
}
