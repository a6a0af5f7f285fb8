import { MultiBar } from 'cli-progress';
import { progressText, RateMeter, type ImportProgress } from '../import/import-progress.ts';

type Counts = Omit<ImportProgress, 'perSecond'>;

export interface ProgressDisplay {
  /** Prints a sentence above the bar, unless it is the last one printed. */
  note(sentence: string): void;
  stop(): void;
}

const BAR_EVERY_MS = 250;
const LINE_EVERY_MS = 5000;

/**
 * Shows the progress of an import on standard error: as a bar on a terminal, otherwise as a line
 * every few seconds.
 */
export function showProgress(counts: () => Counts): ProgressDisplay {
  const { isTTY } = process.stderr;
  const meter = new RateMeter();
  const bar = isTTY ? openBar() : undefined;
  const show = () => {
    const current = counts();
    const text = progressText({
      ...current,
      perSecond: meter.measure(performance.now(), current.doneCount),
    });
    if (bar === undefined) console.error(text);
    else bar.update(current, text);
  };
  const timer = setInterval(show, isTTY ? BAR_EVERY_MS : LINE_EVERY_MS);
  meter.measure(performance.now(), 0);
  let lastNote = '';
  return {
    note(sentence) {
      if (sentence === lastNote) return;
      lastNote = sentence;
      if (bar === undefined) console.error(sentence);
      else bar.log(sentence);
    },
    stop() {
      clearInterval(timer);
      bar?.stop();
    },
  };
}

function openBar() {
  const bars = new MultiBar({
    format: '{bar} {text}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  const bar = bars.create(1, 0, { text: '' });
  return {
    update({ doneCount, totalCount }: Counts, text: string): void {
      bar.setTotal(Math.max(totalCount, 1));
      bar.update(doneCount, { text });
    },
    log: (sentence: string): void => bars.log(`${sentence}\n`),
    stop: (): void => bars.stop(),
  };
}
