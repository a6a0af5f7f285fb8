/** An event of Chromium's trace; times are in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** The processor time of the thread, which other processes do not lengthen. */
  readonly tdur?: number;
}

/**
 * Work of scripts and layout on the main thread. These events contain each other; the outermost ones
 * are added.
 */
const WORK: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FunctionCall',
  'Layout',
  'RunMicrotasks',
  'TimerFire',
  'UpdateLayoutTree',
]);

/** Begins with the callbacks of `requestAnimationFrame`; styles, layout and painting follow. */
const FRAME = 'AnimationFrame';

/**
 * Returns the processor time of scripts and layout in each frame, in milliseconds. The page is the
 * thread with the most frames.
 * @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU the format
 */
export function workPerFrame(events: readonly TraceEvent[]): readonly number[] {
  const framesByThread = Map.groupBy(
    events.filter(({ name, ph }) => name === FRAME && ph === 'b'),
    threadOf,
  );
  const [[thread, frames] = ['', []]] = [...framesByThread].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const starts = frames.map(({ ts }) => ts).sort((one, other) => one - other);
  const work = events
    .filter((event) => event.ph === 'X' && WORK.has(event.name) && threadOf(event) === thread)
    .sort((one, other) => one.ts - other.ts);
  const sums: number[] = new Array(Math.max(starts.length - 1, 0)).fill(0);
  let frame = -1;
  let covered = 0;
  for (const { ts, dur = 0, tdur = dur } of work) {
    if (ts < covered) continue;
    covered = ts + dur;
    while ((starts[frame + 1] ?? Infinity) <= ts) frame++;
    if (frame in sums) sums[frame] = (sums[frame] ?? 0) + tdur;
  }
  return sums.map((microseconds) => microseconds / 1000);
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
