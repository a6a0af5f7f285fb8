import { useCallback } from 'preact/hooks';
import { useAnswer } from '../elements/use-answer.ts';
import { useServices } from '../services.ts';
import { PictureGrid } from './picture-grid.tsx';

/** Pictures that look alike. They are an extra: where they cannot be had, the page says nothing. */
export function SimilarPictures({ imageId }: { readonly imageId: string }) {
  const { api } = useServices();
  const { value } = useAnswer(useCallback(() => api.similarImages(imageId), [api, imageId]));
  if (value === undefined || value.images.length === 0) return null;
  return (
    <section class="wide">
      <h2>Similar pictures</h2>
      <PictureGrid images={value.images} />
    </section>
  );
}
