import type { ApiClient } from '../api/api-client.ts';
import { type ImageFilter, queryOf } from '../pictures/image-filter.ts';
import { createTimelineStore, type TimelineStore } from './timeline-store.ts';

/** The timeline that was shown last is kept, so that Back shows it at once. */
export interface Timelines {
  /** The gallery's address, with its filter and its place. */
  address: string;
  readonly last: () => TimelineStore | null;
  readonly of: (filter: ImageFilter) => TimelineStore;
}

export function createTimelines(api: ApiClient): Timelines {
  let last: { readonly key: string; readonly store: TimelineStore } | null = null;
  return {
    address: '/',
    last: () => last?.store ?? null,
    of: (filter) => {
      const key = JSON.stringify(queryOf(filter));
      if (last?.key !== key) last = { key, store: createTimelineStore({ api, filter }) };
      return last.store;
    },
  };
}
