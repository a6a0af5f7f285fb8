#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsClients, dataDirectory } from '@miniatura/local';
import { openMetadata } from '@miniatura/metadata';
import { Command } from 'commander';
import { type Browser, chromium } from 'playwright-core';
import { alternate, median } from './alternate.ts';
import { formatTable } from './format-table.ts';
import { fillTimeline } from './page/fill-timeline.ts';
import { scrollInBrowser, type ScrollMeasure } from './page/scroll-in-browser.ts';
import { makeThumbnails } from './page/store-thumbnails.ts';
import { parseCount } from './parse-count.ts';
import { forkStack } from './stack/fork-stack.ts';

const WEB = join(import.meta.dirname, '../../../apps/web');
const USER = 'ann';
/** A frame at 60 Hz. */
const MAX_WORK_MS = 16;
const MAX_NODES = 2000;
const PAGES = ['gallery', 'empty'] as const;

const options = new Command('npx nx run bench:page --')
  .description(
    'Scrolls through a gallery of many images in Chromium, compared with an empty page in the same run: frames, processor time of script and layout per frame, elements and memory; and times the first image.',
  )
  .option('--images <count>', 'images in the gallery', parseCount, 100_000)
  .option('--seconds <count>', 'duration of each scrolling', parseCount, 10)
  .option('--rounds <count>', 'number of rounds, in which both pages alternate', parseCount, 3)
  .option('--chromium <path>', 'the browser', process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium')
  .parse()
  .opts<{ images: number; seconds: number; rounds: number; chromium: string }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'bench-page-'));
resources.defer(() => rm(scratch, { recursive: true }));
execFileSync('npm', ['run', 'build'], { cwd: WEB });
const { thumbnails, put } = await makeThumbnails();
const metadata = await openMetadata({ url: dataDirectory(scratch).databaseUrl });
await fillTimeline(metadata, { count: options.images, uploadedBy: USER }, thumbnails);
await metadata.close();
const stack = await forkStack(scratch);
resources.defer(() => stack.stop());
await put(awsClients(stack.endpoints).s3);
const browser = await chromium.launch({
  executablePath: options.chromium,
  // Chromium's sandbox does not start as root, which is the user in many containers.
  chromiumSandbox: process.getuid?.() !== 0,
});
resources.defer(() => browser.close());

await report(await openPages(browser, stack.endpoints.page));

/** Opens the gallery, signed in, and a page of the same height without content. */
async function openPages(browser: Browser, address: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const gallery = await context.newPage();
  await gallery.goto(address);
  await gallery.getByRole('button', { name: 'Sign in' }).click();
  await gallery.locator(`button[name=user][value=${USER}]`).click();
  await gallery.locator('.tile img.is-loaded').first().waitFor();
  const empty = await context.newPage();
  await empty.setContent('<div style="height: 10000000px"></div>');
  return { gallery, empty };
}

async function report({ gallery, empty }: Awaited<ReturnType<typeof openPages>>): Promise<void> {
  const firstImageMs: number[] = [];
  const samples = await alternate(PAGES, options.rounds, async (name) => {
    const page = name === 'gallery' ? gallery : empty;
    await page.bringToFront();
    if (name === 'gallery') {
      await page.goto(stack.endpoints.page);
      await page.locator('.tile img.is-loaded').first().waitFor();
      firstImageMs.push(await page.evaluate('performance.now()'));
    } else await page.evaluate('scrollTo(0, 0)');
    return scrollInBrowser(page, options.seconds * 1000, scratch);
  });
  const rows = PAGES.map((name) => [name, ...cellsOf(samples.get(name) ?? [])]);
  console.log(`${options.images} images, first image after ${median(firstImageMs).toFixed(0)} ms`);
  const headings = ['page', 'frames/s', 'median ms', '95th percentile ms', 'elements', 'heap MB'];
  console.log(formatTable(headings, rows));
  const ours = samples.get('gallery') ?? [];
  const work = percentile(
    ours.flatMap(({ workMs }) => workMs),
    0.95,
  );
  const nodes = Math.max(...ours.map(({ maxNodeCount }) => maxNodeCount));
  verdict(`script and layout at most ${MAX_WORK_MS} ms: ${work.toFixed(1)}`, work <= MAX_WORK_MS);
  verdict(`at most ${MAX_NODES} elements: ${nodes}`, nodes <= MAX_NODES);
}

function cellsOf(measures: readonly ScrollMeasure[]): readonly string[] {
  const work = measures.flatMap(({ workMs }) => workMs);
  return [
    median(measures.map(({ framesPerSecond }) => framesPerSecond)).toFixed(1),
    percentile(work, 0.5).toFixed(1),
    percentile(work, 0.95).toFixed(1),
    String(Math.max(...measures.map(({ maxNodeCount }) => maxNodeCount))),
    (Math.max(...measures.map(({ heapBytes }) => heapBytes)) / 1e6).toFixed(1),
  ];
}

function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * fraction), sorted.length - 1)] ?? NaN;
}

function verdict(text: string, isKept: boolean): void {
  console.log(`${text}, ${isKept ? 'kept' : 'MISSED'}`);
  if (!isKept) process.exitCode = 1;
}
