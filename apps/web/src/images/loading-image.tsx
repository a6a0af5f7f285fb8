import type { ImageSummary } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import type { TimelineStore } from '../timeline/timeline-store.ts';
import { srcsetOf } from './srcset-of.ts';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';
import { HERO_SIZES } from './zoomable-image.tsx';

/** Shows what the last gallery knows of an image, until the details are known. */
export function LoadingImage({ imageId }: { readonly imageId: string }) {
  const { timelines, deletedImageIds } = useServices();
  const image = deletedImageIds.has(imageId) ? undefined : summaryOf(timelines.last(), imageId);
  const largest = image?.thumbnails.toSorted((a, b) => b.width - a.width)[0];
  const status = { role: 'status', 'aria-label': t('Loading the image') } as const;
  if (image === undefined || largest === undefined)
    return <div class="hero skeleton" {...status} />;
  return (
    <div class="image">
      <div class="hero" {...status}>
        {image.thumbHash !== null && <ThumbHashCanvas thumbHash={image.thumbHash} />}
        <img
          srcset={srcsetOf(image, image.thumbnails)}
          sizes={HERO_SIZES}
          src={largest.url}
          width={largest.width}
          height={largest.height}
          alt=""
        />
      </div>
    </div>
  );
}

function summaryOf(store: TimelineStore | null, imageId: string): ImageSummary | undefined {
  for (const block of store?.blocks() ?? []) {
    const image = store?.imagesOf(block)?.find((each) => each.imageId === imageId);
    if (image !== undefined) return image;
  }
  return undefined;
}
