import type { ImageSummary } from '@miniatura/api-contract';
import type { ApiClient } from '../api/api-client.ts';
import { listenToImages } from './listen-to-images.ts';

/** Follows uploaded images until they are processed. */
export interface ImageFollower {
  readonly follow: (imageId: string) => void;
  /** Returns undefined while the image is not known. */
  readonly imageOf: (imageId: string) => ImageSummary | undefined;
  /** Calls `listener` with images that become known. Returns a function that unsubscribes. */
  readonly subscribe: (listener: (images: readonly ImageSummary[]) => void) => () => void;
  readonly stop: () => void;
}

export interface ImageFollowerOptions {
  readonly api: Pick<ApiClient, 'listImages' | 'openEvents'>;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
}

/** The largest number of ids in a request. */
const IDS_PER_REQUEST = 100;

/** Events that arrive together lead to one request. The API accepts ten requests per second. */
const AFTER_EVENT_MS = 200;

/**
 * Listens to events while images are awaited, and requests those that have changed. It also polls all
 * of them with one request, with growing intervals while nothing changes, and rarely while events
 * arrive.
 */
export function createImageFollower({
  api,
  firstDelayMs = 700,
  longestDelayMs = 10_000,
}: ImageFollowerOptions): ImageFollower {
  const awaited = new Set<string>();
  const known = new Map<string, ImageSummary>();
  const listeners = new Set<(images: readonly ImageSummary[]) => void>();
  let delayMs = firstDelayMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let stopListening: (() => void) | undefined;
  let isConnected = false;
  /** Images with an event since they were last requested, including images that are not followed. */
  const changed = new Set<string>();

  const changedAndAwaited = () => [...changed].filter((id) => awaited.has(id));
  const delayAfter = (grownMs: number) => {
    if (changedAndAwaited().length > 0) return AFTER_EVENT_MS;
    return Math.max(grownMs, isConnected ? longestDelayMs : firstDelayMs);
  };
  const learn = (images: readonly ImageSummary[]) => {
    for (const image of images) {
      awaited.delete(image.imageId);
      known.set(image.imageId, image);
    }
    delayMs = delayAfter(images.length > 0 ? 0 : Math.min(delayMs * 1.5, longestDelayMs));
    if (images.length > 0) for (const listener of listeners) listener(images);
  };
  const ask = async () => {
    timer = undefined;
    isAsking = true;
    const ids = [...new Set([...changedAndAwaited(), ...awaited])].slice(0, IDS_PER_REQUEST);
    for (const id of ids) changed.delete(id);
    // While the API is unavailable, the ids are kept.
    const page = await api
      .listImages({ ids: ids.join(','), limit: IDS_PER_REQUEST })
      .catch(() => undefined);
    moveToEnd(awaited, ids);
    learn(page?.images ?? []);
    isAsking = false;
    if (awaited.size === 0) endListening();
    schedule();
  };
  const schedule = () => {
    if (awaited.size > 0 && !isAsking) timer ??= setTimeout(() => void ask(), delayMs);
  };
  const askAfter = (ms: number) => {
    if (delayMs === ms) return;
    delayMs = ms;
    clearTimeout(timer);
    timer = undefined;
    schedule();
  };
  const listen = () => {
    stopListening ??= listenToImages({
      api,
      onImage: ({ imageId }) => {
        changed.add(imageId);
        if (awaited.has(imageId)) askAfter(AFTER_EVENT_MS);
      },
      onConnected: (connected) => {
        isConnected = connected;
        if (!connected) askAfter(firstDelayMs);
      },
    });
  };
  const endListening = () => {
    stopListening?.();
    stopListening = undefined;
    isConnected = false;
    changed.clear();
  };

  return {
    follow: (imageId) => {
      awaited.add(imageId);
      listen();
      askAfter(delayAfter(0));
      schedule();
    },
    imageOf: (imageId) => known.get(imageId),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      awaited.clear();
      endListening();
      clearTimeout(timer);
    },
  };
}

/** Moves ids to the end, so that ids beyond the limit of one request are polled next. */
function moveToEnd(ids: Set<string>, some: readonly string[]): void {
  for (const id of some) if (ids.delete(id)) ids.add(id);
}
