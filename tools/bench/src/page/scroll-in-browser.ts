import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { type TraceEvent, workPerFrame } from './work-per-frame.ts';

/** What a page does while it is scrolled. */
export interface ScrollMeasure {
  readonly framesPerSecond: number;
  /** Script and layout of each frame, in milliseconds. */
  readonly workMs: readonly number[];
  /** The most elements that the document had. */
  readonly maxNodeCount: number;
  /** The size of the script's heap after a garbage collection. */
  readonly heapBytes: number;
}

/** Globals of the browser, where the scrolling runs. */
declare const window: {
  scrollBy(x: number, y: number): void;
  requestAnimationFrame(callback: () => void): number;
};
declare const document: { getElementsByTagName(name: string): { readonly length: number } };

/** CSS pixels per frame: about 7,000 per second, as after a fast swipe. */
const STEP = 120;

/** Scrolls a page down by the same distance in each frame, with a trace of its main thread. */
export async function scrollInBrowser(
  page: Page,
  durationMs: number,
  scratch: string,
): Promise<ScrollMeasure> {
  const path = join(scratch, 'trace.json');
  const browser = page.context().browser();
  await browser?.startTracing(page, { path, categories: ['devtools.timeline'] });
  const { frameCount, elapsedMs, maxNodeCount } = await page.evaluate(
    ({ step, limitMs }) =>
      new Promise<{ frameCount: number; elapsedMs: number; maxNodeCount: number }>((resolve) => {
        const startedAt = performance.now();
        const nodes = document.getElementsByTagName('*');
        let [frameCount, maxNodeCount] = [0, 0];
        const frame = () => {
          const elapsedMs = performance.now() - startedAt;
          maxNodeCount = Math.max(maxNodeCount, nodes.length);
          if (elapsedMs >= limitMs) return resolve({ frameCount, elapsedMs, maxNodeCount });
          frameCount++;
          window.scrollBy(0, step);
          window.requestAnimationFrame(frame);
        };
        window.requestAnimationFrame(frame);
      }),
    { step: STEP, limitMs: durationMs },
  );
  await browser?.stopTracing();
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  await rm(path);
  return {
    framesPerSecond: (frameCount / elapsedMs) * 1000,
    workMs: workPerFrame(traceEvents),
    maxNodeCount,
    heapBytes: await heapOf(await page.context().newCDPSession(page)),
  };
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize;
}
