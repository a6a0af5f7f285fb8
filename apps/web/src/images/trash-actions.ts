import type { ImageSummary } from '@miniatura/api-contract';
import type { ApiClient } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { retryWhileLimited } from '../api/retry-while-limited.ts';
import { t } from '../language/language.ts';
import type { Services } from '../services.ts';
import { PAGE_SIZE } from '../timeline/plan-timeline.ts';

type Images = readonly Pick<ImageSummary, 'imageId'>[];
type Used = Pick<Services, 'api' | 'messages' | 'deletedImageIds' | 'timelines'>;

/**
 * Moves images to the trash, and offers to undo it. Undo does not navigate, because the reader may
 * be on the page of another image.
 * @param onMoved called when the images are in the trash, or could not be moved
 */
export async function moveToTrash(
  images: Images,
  services: Used,
  onMoved: () => void,
): Promise<void> {
  const { api, messages, timelines } = services;
  try {
    const moved = await inParts(images, api.trashImages);
    const text = t('{count, plural, one {# image} other {# images}} moved to the trash.', {
      count: moved.length,
    });
    const kept = images.length - moved.length;
    const undo = () =>
      restoreFromTrash(
        moved.map((imageId) => ({ imageId })),
        services,
        () => void timelines.last()?.refresh([]),
      );
    messages.show({
      text: kept === 0 ? text : `${text} ${waitingForReview(kept)}`,
      ...(moved.length > 0 && { action: { label: t('Undo'), run: () => void undo() } }),
    });
  } catch (error) {
    messages.show({ text: errorSentence(error) });
  }
  onMoved();
}

export async function restoreFromTrash(
  images: Images,
  { api, messages }: Used,
  onChange: () => void,
): Promise<void> {
  try {
    const restored = await inParts(images, api.restoreImages);
    messages.show({
      text: t('{count, plural, one {# image} other {# images}} restored.', {
        count: restored.length,
      }),
    });
  } catch (error) {
    messages.show({ text: errorSentence(error) });
  }
  onChange();
}

export async function deleteForEver(
  images: Images,
  { api, messages, deletedImageIds }: Used,
  onChange: () => void,
): Promise<void> {
  let count = 0;
  try {
    for (const { imageId } of images) {
      await retryWhileLimited(() => api.deleteImage(imageId));
      deletedImageIds.add(imageId);
      count++;
    }
    messages.show({
      text: t('{count, plural, one {# image} other {# images}} deleted for ever.', { count }),
    });
  } catch (error) {
    const total = images.length;
    const text = `${t('{count} of {total} images deleted.', { count, total })} ${errorSentence(error)}`;
    messages.show({ text });
  }
  onChange();
}

/** @example imagesOf(1) // '1 image' */
export function imagesOf(count: number): string {
  return t('{count, plural, one {# image} other {# images}}', { count });
}

function waitingForReview(count: number): string {
  return t('{count, plural, one {# image} other {# images}} waiting for a review stayed.', {
    count,
  });
}

/** Sends ids in several requests, because one request has a limit. */
async function inParts(
  images: Images,
  change: ApiClient['trashImages'],
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (let start = 0; start < images.length; start += PAGE_SIZE) {
    const ids = images.slice(start, start + PAGE_SIZE).map(({ imageId }) => imageId);
    changed.push(...(await retryWhileLimited(() => change(ids))));
  }
  return changed;
}
