import type { ImageSummary } from '@miniatura/api-contract';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { formatDayHeading, formatLongDay } from '../elements/format-values.ts';
import { useChanges } from '../elements/use-changes.ts';
import { useVisibleInterval } from '../elements/use-visible-interval.ts';
import { ImageTile } from '../images/image-tile.tsx';
import { imagesOf } from '../images/trash-actions.ts';
import { t } from '../language/language.ts';
import type { Selection } from '../selection/create-selection.ts';
import { type SelectionInput, useSelectionInput } from '../selection/use-selection-input.ts';
import { useServices } from '../services.ts';
import type { Timelines } from './create-timelines.ts';
import { DateScrubber } from './date-scrubber.tsx';
import { placeOfAddress, writePlace } from './place-in-address.ts';
import type { Block } from './plan-timeline.ts';
import {
  blockAt,
  type BlockLayout,
  layoutBlock,
  measuresOf,
  positionsOf,
} from './timeline-layout.ts';
import type { TimelineStore } from './timeline-store.ts';
import { useWindowView } from './use-window-view.ts';

interface TimelineProps {
  readonly store: TimelineStore;
  readonly blocks: readonly Block[];
  /** True if removed images are also requested. */
  readonly showsRemoved: boolean;
  readonly selection: Selection;
}

/** Interval for finding images that were not uploaded with this page. */
const REFRESH_INTERVAL_MS = 15_000;

/** Blocks are fetched after the window has not scrolled for this time. */
const SETTLED_MS = 90;

/** Shows all images by day. The document contains only those in and near the window. */
export function Timeline({ store, blocks, showsRemoved, selection }: TimelineProps) {
  const { follower, timelines, deletedImageIds } = useServices();
  const container = useRef<HTMLDivElement>(null);
  const view = useWindowView(container);
  const version = useChanges(store);
  const input = useSelectionInput(selection, store);
  useChanges(selection);

  const { layouts, positions, imagesOf } = useMemo(() => {
    const measures = measuresOf(view?.width ?? 0, fontSizeOfPage());
    const isShown = ({ imageId, status }: ImageSummary) =>
      showsRemoved || (status !== 'removed' && !deletedImageIds.has(imageId));
    const imagesOf = new Map(
      blocks.map((block) => [block.key, store.imagesOf(block)?.filter(isShown)]),
    );
    const layouts = blocks.map((block) => layoutBlock(block, imagesOf.get(block.key), measures));
    return { layouts, positions: positionsOf(layouts.map(({ height }) => height)), imagesOf };
  }, [blocks, store, version, view?.width, showsRemoved, deletedImageIds]);

  const top = view?.top ?? 0;
  const height = view?.height ?? 0;
  // The range is the window, and its height again above and below.
  const range = { from: top - height, to: top + 2 * height };
  const first = blockAt(positions, range.from);
  const last = blockAt(positions, range.to);
  const shown = blocks.slice(first, last + 1);
  useEffect(() => {
    const timer = setTimeout(() => void store.need(shown), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [store, blocks, first, last]);
  const refresh = () => void store.refresh(shown);
  useVisibleInterval(refresh, REFRESH_INTERVAL_MS);
  const latestRefresh = useRef(refresh);
  latestRefresh.current = refresh;
  useEffect(() => follower.subscribe(() => latestRefresh.current()), [follower]);
  const jumpTo = useHeldPlace(container, blocks, positions, view !== null, timelines);

  return (
    <>
      <div
        ref={container}
        class={`timeline${selection.isActive() ? ' is-choosing' : ''}`}
        style={{ height: positions.at(-1) ?? 0 }}
      >
        {view !== null &&
          shown.map((block, index) => (
            <DayBlock
              key={block.key}
              block={block}
              top={positions[first + index] ?? 0}
              layout={layouts[first + index] ?? EMPTY_LAYOUT}
              images={imagesOf.get(block.key)}
              range={range}
              input={input}
            />
          ))}
      </div>
      {view !== null && (
        <DateScrubber blocks={blocks} positions={positions} view={view} onJump={jumpTo} />
      )}
    </>
  );
}

/** Returns the font size in CSS pixels. */
function fontSizeOfPage(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

const EMPTY_LAYOUT: BlockLayout = { headingHeight: 0, height: 0, boxes: [] };

/** Returns the scroll position that shows an element's top edge below the sticky header. */
function topOf(element: HTMLElement | null): number {
  const headerHeight = document.querySelector('.header')?.clientHeight ?? 0;
  return (element?.getBoundingClientRect().top ?? 0) + scrollY - headerHeight;
}

/**
 * Starts at the position in the page's address, keeps the visible images in place while the blocks
 * above them get their true heights, and writes the position to the address after scrolling.
 * @returns a function that scrolls to a position, in CSS pixels from the top of the timeline
 */
function useHeldPlace(
  container: { readonly current: HTMLDivElement | null },
  blocks: readonly Block[],
  positions: readonly number[],
  isMeasured: boolean,
  timelines: Timelines,
): (y: number) => void {
  const place = useRef(placeOfAddress());
  const latest = useRef({ blocks, positions });
  latest.current = { blocks, positions };
  const noteScroll = useRef(() => {});
  useLayoutEffect(() => {
    const index = blocks.findIndex(({ key }) => key === place.current?.key);
    if (!isMeasured || place.current === null || index < 0) return;
    const start = positions[index] ?? 0;
    const blockHeight = (positions[index + 1] ?? start) - start;
    const y = topOf(container.current) + start + place.current.fraction * blockHeight;
    if (Math.abs(scrollY - y) >= 1) scrollTo(0, y);
  }, [blocks, positions, isMeasured]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = () => {
      const { blocks, positions } = latest.current;
      const y = scrollY - topOf(container.current);
      // Windows scroll by whole pixels: a block that begins within the next one is at the top.
      const index = blockAt(positions, y + 1);
      const start = positions[index] ?? 0;
      const blockHeight = (positions[index + 1] ?? start) - start;
      const key = blocks[index]?.key;
      const isAtTop = y <= 0 || key === undefined || blockHeight === 0;
      place.current = isAtTop ? null : { key, fraction: Math.max(y - start, 0) / blockHeight };
      clearTimeout(timer);
      timer = setTimeout(() => {
        timelines.address = writePlace(place.current);
      }, SETTLED_MS);
    };
    noteScroll.current = note;
    addEventListener('scroll', note, { passive: true });
    return () => {
      clearTimeout(timer);
      removeEventListener('scroll', note);
    };
  }, [container, timelines]);
  return (y) => {
    scrollTo(0, topOf(container.current) + y);
    // Without this, images that arrive before the scroll event would restore the previous position.
    noteScroll.current();
  };
}

interface DayBlockProps {
  readonly block: Block;
  readonly top: number;
  readonly layout: BlockLayout;
  readonly images: readonly ImageSummary[] | undefined;
  readonly range: { readonly from: number; readonly to: number };
  readonly input: SelectionInput;
}

function DayBlock({ block, top, layout, images, range, input }: DayBlockProps) {
  const { headingHeight, height, boxes } = layout;
  const title = block.day === null ? t('All images') : formatLongDay(block.day);
  const shortTitle = block.day === null ? imagesOf(block.dayCount) : formatDayHeading(block.day);
  const isInRange = (boxTop: number, boxHeight: number) => {
    const y = top + headingHeight + boxTop;
    return y + boxHeight >= range.from && y <= range.to;
  };
  return (
    <section class="day" style={{ top, height }} aria-label={title}>
      {headingHeight > 0 && (
        <h2
          class={`day-heading${block.day === null ? '' : ' is-dated'}`}
          style={{ height: headingHeight }}
        >
          <span class="day-long">{title}</span> <span class="day-short">{shortTitle}</span>{' '}
          <span class="quiet">{imagesOf(block.dayCount)}</span>
        </h2>
      )}
      {boxes === null ? (
        <div class="skeleton day-skeleton" style={{ height: height - headingHeight - 6 }} />
      ) : (
        <ul class="tiles" style={{ height: height - headingHeight }}>
          {images?.map((image, index) => {
            const box = boxes[index];
            if (box === undefined || !isInRange(box.top, box.height)) return null;
            return <ImageTile key={image.imageId} image={image} box={box} input={input} />;
          })}
        </ul>
      )}
    </section>
  );
}
