import type { ImageSummary } from '@miniatura/api-contract';
import { RENDER_WIDTHS } from '@miniatura/api-contract/render-widths';

interface Stored {
  readonly url: string;
  /** Pixels. */
  readonly width: number;
}

/**
 * Returns an `srcset`: the stored renditions, which are fetched fastest, and larger widths that the
 * API renders, up to the image's own.
 */
export function srcsetOf(
  { renderUrl, width }: Pick<ImageSummary, 'renderUrl' | 'width'>,
  stored: readonly Stored[],
): string {
  const largest = Math.max(0, ...stored.map((each) => each.width));
  const rendered = RENDER_WIDTHS.filter((each) => each > largest && each <= (width ?? 0)).map(
    (each) => ({ url: `${renderUrl}&width=${each}`, width: each }),
  );
  return [...stored, ...(renderUrl === null ? [] : rendered)]
    .map((each) => `${each.url} ${each.width}w`)
    .join(', ');
}
