import type { ImageDetail } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import { rejectionSentence } from './rejection-sentence.ts';
import { ZoomableImage } from './zoomable-image.tsx';

/** Shows the image as large as the page allows, or the reason why it is not shown. */
export function Hero({ image }: { readonly image: ImageDetail }) {
  const largest = [...image.renditions].sort((a, b) => b.width - a.width)[0];
  if (largest !== undefined) return <ZoomableImage image={image} rendition={largest} />;
  return (
    <div class="hero rejected-thumbnail">
      <span class="rejection-reason">{rejectionSentence(image)}</span>
      {image.status === 'quarantined' && image.originalUrl !== null && (
        <a class="button" href={image.originalUrl} target="_blank" rel="noreferrer">
          {t('Look at it')}
        </a>
      )}
    </div>
  );
}
