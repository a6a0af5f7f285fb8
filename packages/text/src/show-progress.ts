import type { WriteStream } from 'node:tty';
import { ERASE_REST, printNote } from './print-note.ts';
import { type ProgressCounts, progressText, RateMeter } from './progress-text.ts';

export interface ProgressDisplay {
  /** Prints a sentence above the bar, unless it is the last one printed. */
  note(sentence: string): void;
  /** Erases the bar, before a line on standard output, which may be the same terminal. */
  clear(): void;
  stop(): void;
}

const BAR_WIDTH = 30;
const BAR_EVERY_MS = 250;
const LINE_EVERY_MS = 5000;

/**
 * Shows the progress of work on standard error: on a terminal as a bar, otherwise as a line every
 * few seconds.
 *
 * @param unit what is counted, in the plural, such as `files`
 * @param counts is called each time the progress is shown
 */
export function showProgress(
  unit: string,
  counts: () => ProgressCounts,
  output: Pick<WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): ProgressDisplay {
  const { isTTY } = output;
  const meter = new RateMeter();
  const show = () => {
    const current = counts();
    const perSecond = meter.measure(performance.now(), current.doneCount);
    const text = progressText(unit, { ...current, perSecond });
    // A line that is longer than the terminal is wide could not be rewritten.
    const line = `${barOf(current)} ${text}`.slice(0, output.columns - 1);
    output.write(isTTY ? `\r${line}${ERASE_REST}` : `${text}\n`);
  };
  const timer = setInterval(show, isTTY ? BAR_EVERY_MS : LINE_EVERY_MS).unref();
  meter.measure(performance.now(), 0);
  let lastNote = '';
  const clear = () => {
    if (isTTY) output.write(`\r${ERASE_REST}`);
  };
  return {
    clear,
    note(sentence) {
      if (sentence === lastNote) return;
      lastNote = sentence;
      printNote(sentence, output);
    },
    stop() {
      clearInterval(timer);
      clear();
    },
  };
}

function barOf({ doneCount, totalCount }: ProgressCounts): string {
  const fraction = totalCount === 0 ? 0 : Math.min(1, doneCount / totalCount);
  const width = Math.floor(fraction * BAR_WIDTH);
  return '█'.repeat(width) + '░'.repeat(BAR_WIDTH - width);
}
