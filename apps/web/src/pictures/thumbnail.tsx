import type { ImageSummary } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';

interface ThumbnailProps {
  readonly image: Pick<ImageSummary, 'name' | 'altText' | 'thumbHash' | 'thumbnailUrl' | 'status'>;
  /** Where text beside it says the same. */
  readonly isDecorative?: boolean;
}

/** The ThumbHash at once, the thumbnail over it as soon as it is there. */
export function Thumbnail({ image, isDecorative = false }: ThumbnailProps) {
  const [loadedUrl, setLoadedUrl] = useState<string | null>(null);
  const { thumbHash, thumbnailUrl, altText, name } = image;
  return (
    <span class="thumbnail" data-status={image.status}>
      {thumbHash !== null && <ThumbHashCanvas thumbHash={thumbHash} />}
      {thumbnailUrl !== null && (
        <img
          src={thumbnailUrl}
          alt={isDecorative ? '' : (altText ?? name)}
          loading="lazy"
          decoding="async"
          class={loadedUrl === thumbnailUrl ? 'is-loaded' : ''}
          onLoad={() => setLoadedUrl(thumbnailUrl)}
        />
      )}
    </span>
  );
}
