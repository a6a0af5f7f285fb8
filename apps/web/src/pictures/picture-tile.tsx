import type { ImageSummary } from '@miniatura/api-contract';
import type { TileBox } from '../timeline/justify-rows.ts';
import { refusalSentence } from './refusal-sentence.ts';
import { IMAGE_STATUS_NAMES } from './status-names.ts';
import { Thumbnail } from './thumbnail.tsx';

interface PictureTileProps {
  readonly image: ImageSummary;
  readonly box: TileBox;
  /** Whether it is in a row whose place the browser finds. */
  readonly isInFlow?: boolean;
}

/** A picture among others, or why it has no thumbnail. Its link says its name and what it shows. */
export function PictureTile({ image, box, isInFlow = false }: PictureTileProps) {
  const { left, top, width, height } = box;
  const style = isInFlow ? { width, height } : { left, top, width, height };
  return (
    <li class={isInFlow ? 'tile' : 'tile placed-tile'} style={style}>
      <a class="tile-link" href={`/pictures/${image.imageId}`}>
        {image.status === 'processed' ? (
          <Thumbnail image={image} width={width} />
        ) : (
          <span class="thumbnail refused-thumbnail">
            <span class="badge">{IMAGE_STATUS_NAMES[image.status]}</span>
            <span class="refusal-reason">{refusalSentence(image)}</span>
          </span>
        )}
        <span class="tile-name">{image.name}</span>
      </a>
    </li>
  );
}
