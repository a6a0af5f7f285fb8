import type { ImageStatus, ImageSummary } from '@miniatura/api-contract';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useVisibleInterval } from '../elements/use-visible-interval.ts';
import { useServices } from '../services.ts';
import { mergeImages } from './merge-images.ts';

/** What is shown of the pictures; an empty text is no filter. Days are `YYYY-MM-DD`. */
export interface ImageFilter {
  readonly status: ImageStatus | '';
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

export interface ImageList {
  /** Null until the first page is here. */
  readonly images: readonly ImageSummary[] | null;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

/** Pictures also come by other doors than this page: a look now and then finds them. */
const REFRESH_INTERVAL_MS = 15_000;

/** Signed addresses end after 15 minutes; older lists are fetched anew. */
const MAX_AGE_MS = 10 * 60_000;

const PAGE_SIZE = 48;

interface State {
  readonly images: readonly ImageSummary[] | null;
  readonly nextCursor: string | null;
  readonly error: unknown;
}

const NOTHING_YET: State = { images: null, nextCursor: null, error: null };

/** The pictures that a filter lets through, page by page, kept up to date while visible. */
export function useImages(filter: ImageFilter): ImageList {
  const { api, follower, deletedImageIds } = useServices();
  const [state, setState] = useState<State>(NOTHING_YET);
  const loadedAt = useRef(0);
  const latestRequest = useRef(0);
  const isLoading = useRef(false);
  const { status, label, from, to } = filter;

  const fetchPage = useCallback(
    (cursor?: string) => api.listImages(queryOf({ status, label, from, to }, cursor)),
    [api, status, label, from, to],
  );
  const load = useCallback(
    async (cursor: string | undefined, next: (page: State, before: State) => State) => {
      const request = ++latestRequest.current;
      const isLatest = () => request === latestRequest.current;
      isLoading.current = true;
      try {
        const { images, nextCursor } = await fetchPage(cursor);
        if (isLatest()) setState((before) => next({ images, nextCursor, error: null }, before));
      } catch (error) {
        if (isLatest()) setState((before) => ({ ...before, error }));
      } finally {
        if (isLatest()) isLoading.current = false;
      }
    },
    [fetchPage],
  );
  const reload = useCallback(() => {
    loadedAt.current = Date.now();
    void load(undefined, (page) => page);
  }, [load]);

  useEffect(() => {
    setState(NOTHING_YET);
    reload();
  }, [reload]);
  const isUnfiltered = `${status}${label}${from}${to}` === '';
  useEffect(
    () =>
      follower.subscribe((images) => {
        if (isUnfiltered) setState((before) => withImages(before, images));
      }),
    [follower, isUnfiltered],
  );
  useVisibleInterval(() => {
    // A page that the user waits for is not to be overtaken.
    if (isLoading.current) return;
    if (Date.now() - loadedAt.current > MAX_AGE_MS) reload();
    else
      void load(undefined, ({ images, error }, before) => ({
        ...withImages(before, images ?? []),
        error,
      }));
  }, REFRESH_INTERVAL_MS);

  const { images, nextCursor, error } = state;
  const isShown = (image: ImageSummary) =>
    status === 'removed' || (image.status !== 'removed' && !deletedImageIds.has(image.imageId));
  return {
    images: images?.filter(isShown) ?? null,
    error,
    hasMore: nextCursor !== null,
    reload,
    loadMore: () => {
      if (nextCursor === null) return;
      void load(nextCursor, (page, before) => ({
        ...withImages(before, page.images ?? []),
        nextCursor: page.nextCursor,
        error: null,
      }));
    },
  };
}

const withImages = (before: State, images: readonly ImageSummary[]): State => ({
  ...before,
  images: mergeImages(before.images ?? [], images),
});

const queryOf = ({ status, label, from, to }: ImageFilter, cursor: string | undefined) => ({
  limit: PAGE_SIZE,
  ...(status !== '' && { status }),
  ...(label !== '' && { label }),
  ...(from !== '' && { from }),
  ...(to !== '' && { to }),
  ...(cursor !== undefined && { cursor }),
});
