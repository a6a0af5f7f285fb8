import type { ImageDetail } from '@miniatura/api-contract';
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../elements/icon.tsx';
import { t } from '../language/language.ts';
import { formSentence } from './form-sentence.ts';
import { srcsetOf } from './srcset-of.ts';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';
import { useViewerKeys } from './use-viewer-input.ts';

interface ZoomableImageProps {
  readonly image: ImageDetail;
  readonly rendition: ImageDetail['renditions'][number];
}

/** Zoom levels: the width of the image relative to its container. */
const ZOOMS = [1, 2, 4] as const;
const MAX_LEVEL = ZOOMS.length - 1;

/** The width of the image on the page, as in `images.css`. */
export const HERO_SIZES = '(min-width: 60rem) 60vw, 100vw';

/** Media types that browsers show. */
const SHOWN_TYPES: readonly (string | null)[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
];

/**
 * Zooms by button, by `+` and `-`, and by double click; a zoomed image is moved by
 * dragging, or by arrow keys once it has the focus.
 */
export function ZoomableImage({ image, rendition }: ZoomableImageProps) {
  const [level, setLevel] = useState(0);
  const [isOnlyStored, setOnlyStored] = useState(false);
  const change = (by: number) =>
    setLevel((before) => Math.min(Math.max(before + by, 0), MAX_LEVEL));
  useViewerKeys({ '+': () => change(1), '=': () => change(1), '-': () => change(-1) });
  const isZoomed = level > 0;
  const hasOriginal = image.originalUrl !== null && SHOWN_TYPES.includes(image.mediaType);
  const original = isZoomed && hasOriginal && !isOnlyStored ? image.originalUrl : null;
  const renderUrl = isOnlyStored ? null : image.renderUrl;
  return (
    <div class="hero-place">
      <div
        class={`hero${isZoomed ? ' is-zoomed' : ''}`}
        onDblClick={() => setLevel(isZoomed ? 0 : 1)}
        // Without an index it would lose the focus.
        tabIndex={isZoomed ? 0 : -1}
        {...(isZoomed && {
          onPointerDown: keepPointer,
          onPointerMove: drag,
          onKeyDown: keepArrows,
        })}
      >
        {image.thumbHash !== null && !isZoomed && <ThumbHashCanvas thumbHash={image.thumbHash} />}
        <img
          // A zoomed image needs all pixels of the original.
          {...(original === null && {
            srcset: srcsetOf({ ...image, renderUrl }, image.renditions),
            sizes: isZoomed ? `${(ZOOMS[level] ?? 1) * 100}vw` : HERO_SIZES,
          })}
          src={original ?? rendition.url}
          // The original or the API may not be available.
          onError={() => setOnlyStored(true)}
          width={rendition.width}
          height={rendition.height}
          style={isZoomed ? { width: `${(ZOOMS[level] ?? 1) * 100}%` } : {}}
          // A description made from labels may be less useful than the name.
          alt={[image.name, image.altText ?? formSentence(image)].filter(Boolean).join(': ')}
          draggable={false}
        />
      </div>
      <div class="zoom-buttons">
        <button
          type="button"
          class="button icon-button"
          aria-label={t('Zoom out')}
          // A button that gets disabled would lose the focus.
          aria-disabled={!isZoomed}
          onClick={() => change(-1)}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          class="button icon-button"
          aria-label={t('Zoom in')}
          aria-disabled={level === MAX_LEVEL}
          onClick={() => change(1)}
        >
          <Icon name="plus" />
        </button>
      </div>
    </div>
  );
}

/** Prevents the scrolling of a zoomed image from counting as a swipe. */
function keepPointer(event: TargetedPointerEvent<HTMLElement>): void {
  event.stopPropagation();
}

/** Arrow keys scroll a zoomed image that has the focus, instead of leading to its neighbours. */
function keepArrows(event: TargetedKeyboardEvent<HTMLElement>): void {
  if (event.key.startsWith('Arrow')) event.stopPropagation();
}

function drag({
  currentTarget,
  pointerType,
  buttons,
  movementX,
  movementY,
}: TargetedPointerEvent<HTMLElement>): void {
  if (pointerType === 'mouse' && buttons === 1) currentTarget.scrollBy(-movementX, -movementY);
}
