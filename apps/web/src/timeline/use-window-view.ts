import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What is seen of an element that the window scrolls, in CSS pixels. */
export interface WindowView {
  readonly width: number;
  /** Of the element's top edge: how far it was scrolled above the window's. */
  readonly top: number;
  readonly height: number;
}

/** The view is renewed once a frame, and only where it has moved by this much. */
const STEP = 64;

/** Follows what the window shows of an element; null until it is measured. */
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

const isSame = (one: WindowView, other: WindowView): boolean =>
  one.width === other.width && one.top === other.top && one.height === other.height;
