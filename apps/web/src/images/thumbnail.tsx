import type { ImageSummary } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { srcsetOf } from './srcset-of.ts';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';

interface ThumbnailProps {
  readonly image: Pick<
    ImageSummary,
    'altText' | 'thumbHash' | 'thumbnailUrl' | 'thumbnails' | 'renderUrl' | 'width'
  >;
  /** Width in CSS pixels, for which the browser selects a rendition. */
  readonly width: number;
  /** True if adjacent text has the same content. */
  readonly isDecorative?: boolean;
}

/**
 * Shows the ThumbHash immediately, and the thumbnail over it once it is loaded. The image's name is
 * beside it.
 */
export function Thumbnail({ image, width, isDecorative = false }: ThumbnailProps) {
  const [loadedUrl, setLoadedUrl] = useState<string | null>(null);
  const [isOnlyStored, setOnlyStored] = useState(false);
  const { thumbHash, thumbnailUrl, thumbnails, altText } = image;
  const renderUrl = isOnlyStored ? null : image.renderUrl;
  return (
    <span class="thumbnail">
      {thumbHash !== null && <ThumbHashCanvas thumbHash={thumbHash} />}
      {thumbnailUrl !== null && (
        <img
          srcset={srcsetOf({ ...image, renderUrl }, thumbnails)}
          sizes={`${Math.ceil(width)}px`}
          src={thumbnailUrl}
          alt={isDecorative ? '' : (altText ?? '')}
          decoding="async"
          class={loadedUrl === thumbnailUrl ? 'is-loaded' : ''}
          onLoad={() => setLoadedUrl(thumbnailUrl)}
          onError={() => setOnlyStored(true)}
        />
      )}
    </span>
  );
}
