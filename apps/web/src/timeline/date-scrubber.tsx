import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useState } from 'preact/hooks';
import { formatLongDay } from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import type { Block } from './plan-timeline.ts';
import { blockAt } from './timeline-layout.ts';
import type { WindowView } from './use-window-view.ts';

interface DateScrubberProps {
  readonly blocks: readonly Block[];
  readonly positions: readonly number[];
  readonly view: WindowView;
  /** Called with the position to scroll to, in CSS pixels from the top of the timeline. */
  readonly onJump: (y: number) => void;
}

/** A timeline that is shorter than this many window heights needs no scrubber. */
const MIN_WINDOWS = 3;
/** The smallest distance between two years on the scrubber, in CSS pixels. */
const MIN_YEAR_DISTANCE = 28;
const DAYS_OF_PAGE_KEY = 30;
/** The current day is the one at this distance below the window's top edge, in CSS pixels. */
const READING_LINE = 128;

/** A slider beside a timeline in the order of days that scrolls to any day, by pointer or by key. */
export function DateScrubber({ blocks, positions, view, onJump }: DateScrubberProps) {
  const [isDragging, setDragging] = useState(false);
  const total = positions.at(-1) ?? 0;
  if (total < MIN_WINDOWS * view.height || blocks[0]?.day == null) return null;

  const scrollable = Math.max(total - view.height, 1);
  const days = blocks.flatMap((block, index) => (block.isFirstOfDay ? [index] : []));
  const current = blockAt(positions, view.top + READING_LINE);
  const dayNumber = days.findLastIndex((index) => index <= current);
  const day = formatLongDay(blocks[current]?.day ?? '');
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const number = dayAfterKey(event.key, dayNumber, days.length - 1);
    if (number === undefined) return;
    event.preventDefault();
    onJump(positions[days[number] ?? 0] ?? 0);
  };
  const jumpToPointer = ({ currentTarget, clientY }: TargetedPointerEvent<HTMLDivElement>) => {
    const { top, height } = currentTarget.getBoundingClientRect();
    onJump(clamp((clientY - top) / height, 1) * scrollable);
  };
  return (
    <div
      class={`scrubber${isDragging ? ' is-dragging' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={t('Day')}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={days.length - 1}
      aria-valuenow={dayNumber}
      aria-valuetext={day}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        jumpToPointer(event);
      }}
      onPointerMove={(event) => isDragging && jumpToPointer(event)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
    >
      {yearsOf(blocks, positions, view.height).map(({ year, part }) => (
        <span key={year} class="scrubber-year" style={{ top: `${part * 100}%` }}>
          {year}
        </span>
      ))}
      <span class="scrubber-handle" style={{ top: `${clamp(view.top / scrollable, 1) * 100}%` }}>
        <span class="scrubber-day">{day}</span>
      </span>
    </div>
  );
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

/** Returns the index of the day that a key selects; undefined for other keys. */
function dayAfterKey(key: string, day: number, lastDay: number): number | undefined {
  const numbers: Readonly<Record<string, number>> = {
    ArrowDown: day + 1,
    ArrowUp: day - 1,
    PageDown: day + DAYS_OF_PAGE_KEY,
    PageUp: day - DAYS_OF_PAGE_KEY,
    Home: 0,
    End: lastDay,
  };
  const number = numbers[key];
  return number === undefined ? undefined : clamp(number, lastDay);
}

/** Returns the years that fit on the scrubber, newest first, with their positions. */
function yearsOf(blocks: readonly Block[], positions: readonly number[], height: number) {
  const total = positions.at(-1) ?? 1;
  const years: { readonly year: string; readonly part: number }[] = [];
  blocks.forEach(({ day }, index) => {
    const year = day?.slice(0, 4) ?? '';
    const part = (positions[index] ?? 0) / total;
    const before = years.at(-1);
    const hasRoom = before === undefined || (part - before.part) * height >= MIN_YEAR_DISTANCE;
    if (before?.year !== year && hasRoom) years.push({ year, part });
  });
  return years;
}
