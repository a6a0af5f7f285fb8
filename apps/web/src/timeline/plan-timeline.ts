import type { ImageDays } from '@miniatura/api-contract';
import type { ImageFilter } from '../images/image-filter.ts';

/** A day, or a part of a day with many images. */
export interface Block {
  readonly key: string;
  /** `YYYY-MM-DD`, in the user's time zone; null in an order that is not by day. */
  readonly day: string | null;
  /** The number of images of the day, or in total, in earlier blocks. */
  readonly offset: number;
  readonly count: number;
  readonly isFirstOfDay: boolean;
  readonly isLastOfDay: boolean;
  /** The number of images of the whole day. */
  readonly dayCount: number;
  /** The request that fetches this block, possibly together with others. */
  readonly page: Page;
}

/** One request to `GET /images`: a part of a day, several whole days, or a part of all images. */
export interface Page {
  readonly from?: string;
  readonly to?: string;
  readonly offset: number;
}

/** The most images that one request returns. */
export const PAGE_SIZE = 100;

/** Days share a page up to this number of images, which leaves room for new uploads. */
const MAX_IMAGES_OF_SHARED_PAGE = 80;

/**
 * Divides the images into blocks, in order.
 * @param days newest day first
 */
export function planTimeline(
  days: ImageDays['days'],
  sort: ImageFilter['sort'] = '',
): readonly Block[] {
  if (sort === 'name' || sort === 'largest') {
    return blocksOf({ day: null, count: days.reduce((sum, { count }) => sum + count, 0) }, {});
  }
  return shareDays(sort === 'oldest' ? days.toReversed() : days).flatMap((shared) => {
    const limits = shared.map(({ day }) => day).sort();
    const range = { from: limits[0] ?? '', to: limits.at(-1) ?? '' };
    return shared.flatMap((day) => blocksOf(day, range));
  });
}

interface Group {
  readonly day: string | null;
  readonly count: number;
}

function blocksOf({ day, count }: Group, range: Omit<Page, 'offset'>): readonly Block[] {
  const blocks: Block[] = [];
  for (let offset = 0; offset < count; offset += PAGE_SIZE) {
    blocks.push({
      key: `${day ?? 'all'}.${offset}`,
      day,
      offset,
      count: Math.min(PAGE_SIZE, count - offset),
      isFirstOfDay: offset === 0,
      isLastOfDay: offset + PAGE_SIZE >= count,
      dayCount: count,
      page: { ...range, offset },
    });
  }
  return blocks;
}

/** Groups consecutive days with few images; a day with many is its own group. */
function shareDays(days: ImageDays['days']): readonly ImageDays['days'][] {
  const groups: ImageDays['days'][] = [];
  let room = 0;
  for (const day of days) {
    if (day.count <= room) {
      groups.at(-1)?.push(day);
      room -= day.count;
    } else {
      groups.push([day]);
      room = MAX_IMAGES_OF_SHARED_PAGE - day.count;
    }
  }
  return groups;
}
