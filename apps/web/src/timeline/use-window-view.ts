import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The visible part of an element that scrolls with the window, in CSS pixels. */
export interface WindowView {
  readonly width: number;
  /** Distance of the element's top edge above the window's. */
  readonly top: number;
  readonly height: number;
}

/** The view changes at most once per frame, and in steps of this many CSS pixels. */
const STEP = 64;

/** Returns the visible part of an element; null until it is measured. */
export function useWindowView(element: RefObject<HTMLElement>): WindowView | null {
  const [view, setView] = useState<WindowView | null>(null);
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      if (element.current === null) return;
      const { width, top } = element.current.getBoundingClientRect();
      const next = { width, top: Math.round(-top / STEP) * STEP, height: innerHeight };
      setView((before) => (before !== null && isSame(before, next) ? before : next));
    };
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(ask);
    if (element.current !== null) observer.observe(element.current);
    addEventListener('scroll', ask, { passive: true });
    addEventListener('resize', ask);
    measure();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      removeEventListener('scroll', ask);
      removeEventListener('resize', ask);
    };
  }, [element]);
  return view;
}

function isSame(one: WindowView, other: WindowView): boolean {
  return one.width === other.width && one.top === other.top && one.height === other.height;
}
