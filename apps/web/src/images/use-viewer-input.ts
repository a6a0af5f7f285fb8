import type { TargetedPointerEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Calls the action of a key, unless a field or a dialog has the focus. */
export function useViewerKeys(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTaken =
        event.defaultPrevented ||
        event.altKey ||
        event.ctrlKey ||
        event.metaKey ||
        document.querySelector('dialog[open], :popover-open') !== null ||
        (event.target instanceof Element && event.target.matches('input, select, textarea'));
      if (!isTaken) latest.current[event.key]?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** Minimum distance of a swipe, in CSS pixels. */
const MIN_SWIPE = 60;

/** Returns handlers for swipes to the left and to the right. */
export function useSwipe(onLeft: () => void, onRight: () => void) {
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return {
    onPointerDown: ({
      pointerType,
      isPrimary,
      clientX,
      clientY,
    }: TargetedPointerEvent<Element>) => {
      const isFinger = pointerType === 'touch' && isPrimary;
      start.current = isFinger ? { x: clientX, y: clientY } : null;
    },
    onPointerUp: ({ clientX, clientY }: TargetedPointerEvent<Element>) => {
      if (start.current === null) return;
      const x = clientX - start.current.x;
      const y = clientY - start.current.y;
      start.current = null;
      if (Math.abs(x) < MIN_SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
      if (x < 0) onLeft();
      else onRight();
    },
    onPointerCancel: () => {
      start.current = null;
    },
  };
}
