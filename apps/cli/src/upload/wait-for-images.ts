import { setTimeout as delay } from 'node:timers/promises';
import { dataOf, type MiniaturaClient } from '@miniatura/api-client';
import type { ImageSummary } from '@miniatura/api-contract';
import { retry } from '../retry.ts';

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
/** The largest number of ids in a request. */
const MAX_IDS = 100;

/** Calls `onImage` for each image when it is processed, until all are or the time is over. */
export async function waitForImages(
  client: MiniaturaClient,
  imageIds: readonly string[],
  { timeoutMs, onImage }: { timeoutMs: number; onImage: (image: ImageSummary) => void },
): Promise<void> {
  const awaited = new Set(imageIds);
  const deadlineMs = Date.now() + timeoutMs;
  let pauseMs = FIRST_PAUSE_MS;
  while (awaited.size > 0 && Date.now() < deadlineMs) {
    const ids = [...awaited].slice(0, MAX_IDS);
    const params = { query: { ids: ids.join(','), limit: MAX_IDS } };
    const { images } = await retry(() => dataOf(client.GET('/images', { params })));
    // Others are asked for next.
    for (const id of ids) if (awaited.delete(id)) awaited.add(id);
    for (const image of images) {
      if (awaited.delete(image.imageId)) onImage(image);
    }
    pauseMs = images.length > 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);
    if (awaited.size > 0) await delay(pauseMs);
  }
}
