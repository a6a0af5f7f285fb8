import { useCallback } from 'preact/hooks';
import { useAnswer } from '../elements/use-answer.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { tileRatio } from '../timeline/justify-rows.ts';
import { ImageTile } from './image-tile.tsx';

/** Height of the row in CSS pixels. */
const ROW_HEIGHT = 150;

/** Shows images that look similar. If they cannot be fetched, nothing is shown. */
export function SimilarImages({ imageId }: { readonly imageId: string }) {
  const { api } = useServices();
  const { value } = useAnswer(useCallback(() => api.similarImages(imageId), [api, imageId]));
  if (value === undefined || value.images.length === 0) return null;
  return (
    <section class="wide">
      <h2>{t('Similar images')}</h2>
      <ul class="tile-row">
        {value.images.map((image) => (
          <ImageTile
            key={image.imageId}
            image={image}
            box={{
              left: 0,
              top: 0,
              width: tileRatio(image.width, image.height) * ROW_HEIGHT,
              height: ROW_HEIGHT,
            }}
            isInFlow
          />
        ))}
      </ul>
    </section>
  );
}
