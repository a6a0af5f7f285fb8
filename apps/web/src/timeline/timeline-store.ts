import type { ImageSummary } from '@miniatura/api-contract';
import type { ApiClient } from '../api/api-client.ts';
import { dayAt, type ImageFilter, requestOf } from '../images/image-filter.ts';
import { type Block, type Page, PAGE_SIZE, planTimeline } from './plan-timeline.ts';

/** The fetched images of one filter. */
export interface TimelineStore {
  /** Null until the days are known. */
  readonly blocks: () => readonly Block[] | null;
  /** Undefined for a block that is not fetched yet, or no longer in memory. */
  readonly imagesOf: (block: Block) => readonly ImageSummary[] | undefined;
  readonly error: () => unknown;
  /** Fetches the blocks that are missing or too old. */
  readonly need: (blocks: readonly Block[]) => Promise<void>;
  /** Fetches the days again, and the images of these blocks. */
  readonly refresh: (shown: readonly Block[]) => Promise<void>;
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Signed URLs expire after 15 minutes; older images are fetched again. */
const MAX_AGE_MS = 10 * 60_000;

/** Limits the memory; a block has up to 100 images. */
const MAX_BLOCKS = 200;

interface Fetched {
  readonly images: readonly ImageSummary[];
  readonly fetchedAt: number;
  /** The planned number of images in the block. */
  readonly count: number;
}

export interface TimelineStoreOptions {
  readonly api: Pick<ApiClient, 'listImages' | 'imageDays'>;
  readonly filter: ImageFilter;
  readonly now?: () => number;
}

export function createTimelineStore({
  api,
  filter,
  now = Date.now,
}: TimelineStoreOptions): TimelineStore {
  let blocks: readonly Block[] | null = null;
  let error: unknown = null;
  const fetched = new Map<string, Fetched>();
  const underWay = new Set<string>();
  const listeners = new Set<() => void>();
  const notify = () => listeners.forEach((listener) => listener());
  const query = requestOf(filter);
  // The days are the same in each order.
  const countQuery = requestOf({ ...filter, sort: '' });

  const keep = (block: Block, fresh: readonly ImageSummary[]) => {
    const before = fetched.get(block.key);
    fetched.delete(block.key);
    const isYoung = before !== undefined && now() - before.fetchedAt < MAX_AGE_MS;
    const images = isYoung ? keepUnchanged(before.images, fresh) : fresh;
    const fetchedAt = isYoung ? before.fetchedAt : now();
    fetched.set(block.key, { images, fetchedAt, count: block.count });
    for (const key of fetched.keys()) {
      if (fetched.size <= MAX_BLOCKS) break;
      fetched.delete(key);
    }
  };
  const fetchPage = async (page: Page, itsBlocks: readonly Block[]) => {
    const key = `${page.to ?? 'all'}.${page.offset}`;
    if (underWay.has(key)) return;
    underWay.add(key);
    try {
      const { images } = await api.listImages({ ...query, ...page, limit: PAGE_SIZE });
      const byDay = Map.groupBy(images, ({ uploadedAt }) =>
        uploadedAt === null ? null : dayAt(uploadedAt, query.utcOffsetMinutes),
      );
      for (const block of itsBlocks) {
        keep(block, block.day === null ? images : (byDay.get(block.day) ?? []));
      }
      error = null;
    } catch (failure) {
      error = failure;
    } finally {
      underWay.delete(key);
    }
    notify();
  };
  const fetchPagesOf = (some: readonly Block[]) =>
    Promise.all(
      [...new Set(some.map(({ page }) => page))].map((page) =>
        fetchPage(page, blocks?.filter((block) => isOfPage(block, page)) ?? []),
      ),
    );

  return {
    blocks: () => blocks,
    imagesOf: ({ key }) => fetched.get(key)?.images,
    error: () => error,
    need: async (some) => {
      const isMissing = ({ key, count }: Block) => {
        const before = fetched.get(key);
        return before?.count !== count || now() - before.fetchedAt >= MAX_AGE_MS;
      };
      await fetchPagesOf(some.filter(isMissing));
    },
    refresh: async (shown) => {
      try {
        const { days } = await api.imageDays(countQuery);
        blocks = planTimeline(days, filter.sort);
        error = null;
      } catch (failure) {
        error = failure;
      }
      notify();
      const keys = new Set(shown.map(({ key }) => key));
      await fetchPagesOf(blocks?.filter(({ key }, index) => index === 0 || keys.has(key)) ?? []);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isOfPage(block: Block, page: Page): boolean {
  const { from = '', to = '', offset } = page;
  const isOfDays = block.day === null || (block.day >= from && block.day <= to);
  return isOfDays && block.page.offset === offset;
}

/**
 * Returns `fresh`, with the objects of `before` for unchanged images: their signed URLs are still
 * valid, so that the browser need not fetch them again.
 */
export function keepUnchanged(
  before: readonly ImageSummary[],
  fresh: readonly ImageSummary[],
): readonly ImageSummary[] {
  const byId = new Map(before.map((image) => [image.imageId, image]));
  return fresh.map((image) => {
    const old = byId.get(image.imageId);
    return old !== undefined && isUnchanged(old, image) ? old : image;
  });
}

function isUnchanged(a: ImageSummary, b: ImageSummary): boolean {
  return (
    a.status === b.status &&
    a.processedAt === b.processedAt &&
    a.altText === b.altText &&
    a.reviewDecision === b.reviewDecision
  );
}
