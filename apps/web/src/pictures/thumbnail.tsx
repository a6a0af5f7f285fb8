import type { ImageSummary } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';

interface ThumbnailProps {
  readonly image: Pick<ImageSummary, 'altText' | 'thumbHash' | 'thumbnailUrl' | 'thumbnails'>;
  /** How wide it is drawn, in CSS pixels: the browser takes the rendition that suffices. */
  readonly width: number;
  /** Where text beside it says the same. */
  readonly isDecorative?: boolean;
}

/** The ThumbHash at once, the thumbnail over it as soon as it is there. Its name stands beside it. */
export function Thumbnail({ image, width, isDecorative = false }: ThumbnailProps) {
  const [loadedUrl, setLoadedUrl] = useState<string | null>(null);
  const { thumbHash, thumbnailUrl, thumbnails, altText } = image;
  return (
    <span class="thumbnail">
      {thumbHash !== null && <ThumbHashCanvas thumbHash={thumbHash} />}
      {thumbnailUrl !== null && (
        <img
          srcset={thumbnails.map((each) => `${each.url} ${each.width}w`).join(', ')}
          sizes={`${Math.ceil(width)}px`}
          src={thumbnailUrl}
          alt={isDecorative ? '' : (altText ?? '')}
          decoding="async"
          class={loadedUrl === thumbnailUrl ? 'is-loaded' : ''}
          onLoad={() => setLoadedUrl(thumbnailUrl)}
        />
      )}
    </span>
  );
}
