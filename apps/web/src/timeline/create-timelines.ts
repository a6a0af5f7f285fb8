import type { ApiClient } from '../api/api-client.ts';
import { type ImageFilter, queryOf } from '../images/image-filter.ts';
import { createTimelineStore, type TimelineStore } from './timeline-store.ts';

/** Keeps the last shown timeline, so that Back shows it immediately. */
export interface Timelines {
  /** Address of the gallery, with its filter and scroll position. */
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
