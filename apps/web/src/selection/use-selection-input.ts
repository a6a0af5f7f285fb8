import type { ImageSummary } from '@miniatura/api-contract';
import { useEffect, useRef } from 'preact/hooks';
import type { TimelineStore } from '../timeline/timeline-store.ts';
import type { Selection } from './create-selection.ts';
import { selectRange } from './select-in-timeline.ts';

/** Handlers for selecting the image of a tile. */
export interface SelectionInput {
  readonly selection: Selection;
  /** Called for a click, or Space and Enter; with Shift for a range. */
  readonly onPress: (image: ImageSummary, isShifted: boolean) => void;
  /** Called when a pointer goes down on an image; it may then be dragged over others. */
  readonly onDragStart: (image: ImageSummary) => void;
}

interface Drag {
  readonly from: ImageSummary;
  lastId: string;
  hasMoved: boolean;
}

/** Selects images by click, by Shift and click, by dragging over tiles, and by key. */
export function useSelectionInput(selection: Selection, store: TimelineStore): SelectionInput {
  const drag = useRef<Drag | null>(null);
  useEffect(() => {
    const move = (event: PointerEvent) => {
      if (drag.current === null) return;
      if (event.buttons === 0) drag.current = null;
      else dragTo(drag.current, imageAt(event, store), selection, store);
    };
    const press = (event: KeyboardEvent) => {
      const isTaken = document.querySelector('dialog[open], :popover-open') !== null;
      if (event.key === 'Escape' && !isTaken) selection.clear();
    };
    addEventListener('pointermove', move);
    addEventListener('keydown', press);
    return () => {
      removeEventListener('pointermove', move);
      removeEventListener('keydown', press);
    };
  }, [selection, store]);
  return {
    selection,
    onPress: (image, isShifted) => {
      // The click at the end of a drag is part of the drag.
      const wasDrag = drag.current?.hasMoved === true;
      drag.current = null;
      if (wasDrag) return;
      if (isShifted) void selectRange(selection, store, image);
      else selection.toggle(image);
    },
    onDragStart: (image) => {
      drag.current = { from: image, lastId: image.imageId, hasMoved: false };
    },
  };
}

function dragTo(
  drag: Drag,
  image: ImageSummary | undefined,
  selection: Selection,
  store: TimelineStore,
): void {
  if (image === undefined || image.imageId === drag.lastId) return;
  if (!drag.hasMoved) selection.toggle(drag.from);
  drag.hasMoved = true;
  drag.lastId = image.imageId;
  void selectRange(selection, store, image);
}

function imageAt(
  { clientX, clientY }: PointerEvent,
  store: TimelineStore,
): ImageSummary | undefined {
  const tile = document.elementFromPoint(clientX, clientY)?.closest('[data-image-id]');
  const imageId = tile?.getAttribute('data-image-id');
  return store
    .blocks()
    ?.values()
    .flatMap((block) => store.imagesOf(block) ?? [])
    .find((image) => image.imageId === imageId);
}
