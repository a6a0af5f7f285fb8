import type { ImageDays } from '@miniatura/api-contract';

/** A day, or a part of a day with many images. */
export interface Block {
  readonly key: string;
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  /** The number of images of the day in earlier blocks. */
  readonly offset: number;
  readonly count: number;
  readonly isFirstOfDay: boolean;
  readonly isLastOfDay: boolean;
  /** The number of images of the whole day. */
  readonly dayCount: number;
  /** The request that fetches this block, possibly together with others. */
  readonly page: Page;
}

/** One request to `GET /images`: a part of a day, or several whole days. */
export interface Page {
  readonly from: string;
  readonly to: string;
  readonly offset: number;
}

/** The most images that one request returns. */
export const PAGE_SIZE = 100;

/** Days share a page up to this number of images, which leaves room for new uploads. */
const MAX_IMAGES_OF_SHARED_PAGE = 80;

/** Divides the days into blocks, in order. */
export function planTimeline(days: ImageDays['days']): readonly Block[] {
  const blocks: Block[] = [];
  for (const shared of shareDays(days)) {
    const [newest] = shared;
    const oldest = shared.at(-1);
    if (newest === undefined || oldest === undefined) continue;
    for (const { day, count } of shared) {
      for (let offset = 0; offset < count; offset += PAGE_SIZE) {
        blocks.push({
          key: `${day}.${offset}`,
          day,
          offset,
          count: Math.min(PAGE_SIZE, count - offset),
          isFirstOfDay: offset === 0,
          isLastOfDay: offset + PAGE_SIZE >= count,
          dayCount: count,
          page: { from: oldest.day, to: newest.day, offset },
        });
      }
    }
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
