import type { ImageSummary } from '@miniatura/api-contract';
import { t } from '../language/language.ts';

/** The maximum relative difference of the sides of a square. */
const SQUARE_TOLERANCE = 0.02;

/**
 * Describes the form of an image, for an image without labels.
 * @returns null if the size is not known
 */
export function formSentence({
  width,
  height,
}: Pick<ImageSummary, 'width' | 'height'>): string | null {
  if (width === null || height === null) return null;
  const size = { width, height };
  if (Math.abs(width - height) <= SQUARE_TOLERANCE * Math.max(width, height)) {
    return t('Square format, {width} × {height} pixels', size);
  }
  return width > height
    ? t('Landscape format, {width} × {height} pixels', size)
    : t('Portrait format, {width} × {height} pixels', size);
}
