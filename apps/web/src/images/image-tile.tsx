import type { ImageSummary } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import type { SelectionInput } from '../selection/use-selection-input.ts';
import type { TileBox } from '../timeline/justify-rows.ts';
import { rejectionSentence } from './rejection-sentence.ts';
import { statusName } from './status-names.ts';
import { Thumbnail } from './thumbnail.tsx';

interface ImageTileProps {
  readonly image: ImageSummary;
  readonly box: TileBox;
  /** Selection handlers, in a gallery with a selection. */
  readonly input?: SelectionInput;
  /** True if the browser lays out the tile in a row. */
  readonly isInFlow?: boolean;
}

/**
 * Shows an image in a gallery, or why it has no thumbnail. Its link has its name and a description.
 */
export function ImageTile({ image, box, input, isInFlow = false }: ImageTileProps) {
  const { left, top, width, height } = box;
  const style = isInFlow ? flowStyle(width / height) : { left, top, width, height };
  const isChosen = input?.selection.has(image.imageId) === true;
  const press = (event: MouseEvent) => {
    if (input === undefined || !(input.selection.isActive() || event.shiftKey)) return;
    event.preventDefault();
    // The router also follows links whose default action is prevented.
    event.stopPropagation();
    input.onPress(image, event.shiftKey);
  };
  return (
    <li
      class={`tile${isInFlow ? '' : ' placed-tile'}${isChosen ? ' is-chosen' : ''}`}
      style={style}
      data-image-id={image.imageId}
    >
      <a
        class="tile-link"
        // Images in the trash have no page.
        href={image.status === 'trashed' ? undefined : `/pictures/${image.imageId}`}
        draggable={false}
        onClick={press}
      >
        {image.thumbnailUrl !== null ? (
          <Thumbnail image={image} width={width} />
        ) : (
          <span class="thumbnail rejected-thumbnail">
            <span class="badge">{statusName(image)}</span>
            <span class="rejection-reason">{rejectionSentence(image)}</span>
          </span>
        )}
        <span class="tile-name">{image.name}</span>
      </a>
      {input !== undefined && (
        <button
          type="button"
          class="tile-check"
          role="checkbox"
          aria-checked={isChosen}
          aria-label={t('Choose {name}', { name: image.name })}
          onPointerDown={(event) => {
            // A moving finger must reach other tiles.
            event.currentTarget.releasePointerCapture(event.pointerId);
            input.onDragStart(image);
          }}
          onClick={(event) => input.onPress(image, event.shiftKey)}
        />
      )}
    </li>
  );
}

/** Gives the tiles of a row the same height. They grow to fill it, up to 1.4 times their width. */
function flowStyle(ratio: number) {
  return {
    flex: `${ratio} 1 calc(${ratio} * var(--row-height))`,
    maxWidth: `calc(${ratio} * 1.4 * var(--row-height))`,
    aspectRatio: String(ratio),
  };
}
