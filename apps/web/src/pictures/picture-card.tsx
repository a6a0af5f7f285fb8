import type { ImageSummary } from '@miniatura/api-contract';
import { refusalSentence } from './refusal-sentence.ts';
import { Thumbnail } from './thumbnail.tsx';

const MAX_CARD_LABELS = 3;

/** A picture among others: its thumbnail, or why it has none, its name and its surest labels. */
export function PictureCard({ image }: { readonly image: ImageSummary }) {
  const isProcessed = image.status === 'processed';
  return (
    <li class="card">
      <a class="card-link" href={`/pictures/${image.imageId}`}>
        {isProcessed ? (
          <Thumbnail image={image} />
        ) : (
          <span class="thumbnail refused-thumbnail">
            <span class="badge">{STATUS_NAMES[image.status]}</span>
            <span class="refusal-reason">{refusalSentence(image)}</span>
          </span>
        )}
        <span class="card-name">{image.name}</span>
      </a>
      {image.labels.length > 0 && (
        <ul class="chips" aria-label={`Labels of ${image.name}`}>
          {image.labels.slice(0, MAX_CARD_LABELS).map(({ name }) => (
            <li key={name} class="chip">
              {name}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

export const STATUS_NAMES: Readonly<Record<ImageSummary['status'], string>> = {
  processed: 'Processed',
  rejected: 'Refused',
  removed: 'Removed',
  quarantined: 'Held back',
};
