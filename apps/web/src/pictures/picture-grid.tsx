import type { ImageSummary } from '@miniatura/api-contract';
import { PictureCard } from './picture-card.tsx';

const SKELETON_COUNT = 8;

export const PictureGrid = ({ images }: { readonly images: readonly ImageSummary[] }) => (
  <ul class="grid">
    {images.map((image) => (
      <PictureCard key={image.imageId} image={image} />
    ))}
  </ul>
);

/** Where pictures are about to be. */
export const PictureGridSkeleton = () => (
  <div class="grid" role="status" aria-label="Loading pictures">
    {Array.from({ length: SKELETON_COUNT }, (_, index) => (
      <span key={index} class="thumbnail skeleton" />
    ))}
  </div>
);
