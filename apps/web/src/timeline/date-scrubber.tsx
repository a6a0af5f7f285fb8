import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { formatLongDay } from '../elements/format-values.ts';
import type { Block } from './plan-timeline.ts';
import { blockAt } from './timeline-layout.ts';
import type { WindowView } from './use-window-view.ts';

interface DateScrubberProps {
  readonly blocks: readonly Block[];
  readonly positions: readonly number[];
  readonly view: WindowView;
  /** Is given the timeline's place to show, in CSS pixels from its top. */
  readonly onJump: (y: number) => void;
}

/** A timeline that is shorter is scrolled without help. */
const MIN_WINDOWS = 3;
/** Between years on the strip, in CSS pixels. */
const MIN_YEAR_DISTANCE = 28;
const DAYS_OF_PAGE_KEY = 30;
/** Below the window's top, in CSS pixels: the day that is there is the one that is looked at. */
const READING_LINE = 128;

/** A strip beside the timeline that leads to any day: by pointer, or by the arrow keys. */
export function DateScrubber({ blocks, positions, view, onJump }: DateScrubberProps) {
  const track = useRef<HTMLDivElement>(null);
  const [isDragging, setDragging] = useState(false);
  const total = positions.at(-1) ?? 0;
  if (total < MIN_WINDOWS * view.height) return null;

  const scrollable = Math.max(total - view.height, 1);
  const fraction = Math.min(Math.max(view.top / scrollable, 0), 1);
  const days = blocks.flatMap((block, index) => (block.isFirstOfDay ? [index] : []));
  const current = blockAt(positions, view.top + READING_LINE);
  const dayNumber = days.findLastIndex((index) => index <= current);
  const jumpToDay = (number: number) => {
    const index = days[Math.min(Math.max(number, 0), days.length - 1)] ?? 0;
    onJump(positions[index] ?? 0);
  };
  const jumpToPointer = ({ clientY }: TargetedPointerEvent<HTMLDivElement>) => {
    const { top, height } = track.current?.getBoundingClientRect() ?? { top: 0, height: 1 };
    onJump(Math.min(Math.max((clientY - top) / height, 0), 1) * scrollable);
  };
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: dayNumber + 1,
    ArrowUp: dayNumber - 1,
    PageDown: dayNumber + DAYS_OF_PAGE_KEY,
    PageUp: dayNumber - DAYS_OF_PAGE_KEY,
    Home: 0,
    End: days.length - 1,
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const number = steps[event.key];
    if (number === undefined) return;
    event.preventDefault();
    jumpToDay(number);
  };
  const day = formatLongDay(blocks[current]?.day ?? '');
  return (
    <div
      ref={track}
      class={`scrubber${isDragging ? ' is-dragging' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label="Day"
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
      <span class="scrubber-handle" style={{ top: `${fraction * 100}%` }}>
        <span class="scrubber-day">{day}</span>
      </span>
    </div>
  );
}

/** The years that have room on the strip, newest first. */
function yearsOf(blocks: readonly Block[], positions: readonly number[], height: number) {
  const total = positions.at(-1) ?? 1;
  const years: { readonly year: string; readonly part: number }[] = [];
  blocks.forEach(({ day }, index) => {
    const year = day.slice(0, 4);
    const part = (positions[index] ?? 0) / total;
    const before = years.at(-1);
    const hasRoom = before === undefined || (part - before.part) * height >= MIN_YEAR_DISTANCE;
    if (before?.year !== year && hasRoom) years.push({ year, part });
  });
  return years;
}
