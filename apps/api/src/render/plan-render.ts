import { MAX_RENDER_SIDE, type RenderQuery } from '@miniatura/api-contract';
import { RENDER_WIDTHS } from '@miniatura/api-contract/render-widths';
import type { ImageRecord, RenditionRecord } from '@miniatura/metadata';
import { planResize, type ResizePlan, type Size } from '@miniatura/resize/plan-resize';
import type { RenderFormat } from './choose-format.ts';

/** An image that can be rendered. */
export type ShownImage = ImageRecord & Size;

export interface RenderRequest extends Pick<RenderQuery, 'width' | 'height' | 'fit'> {
  readonly format: RenderFormat;
}

export interface RenderPlan extends Size {
  readonly fit: RenderQuery['fit'];
  readonly format: RenderFormat;
  /** The source of the pixels; the original if no rendition is large enough. */
  readonly source: RenditionRecord | 'original';
  /** The largest rendition, which is used if the original cannot be rendered. */
  readonly fallback: RenditionRecord | undefined;
  /** True if the source already has the size and the format of the response. */
  readonly isReady: boolean;
}

/** Returns true if the image can be rendered: it is not quarantined, rejected or removed. */
export function isRenderable(image: ImageRecord, now: Date): image is ShownImage {
  return (
    image.status === 'processed' &&
    image.reviewDecision !== 'reject' &&
    image.width !== null &&
    image.height !== null &&
    Date.parse(image.expiresAt) > now.getTime()
  );
}

/** Selects the size of a rendered image and its source. */
export function planRender(
  image: ShownImage,
  { fit, format, ...sides }: RenderRequest,
): RenderPlan {
  const box = boxOf(image, sides);
  const plan = planResize(image, { ...box, fit });
  const whole = image.renditions.filter((each) => showsAll(each, image));
  const source = whole.find((each) => covers(each, plan.scaled));
  return {
    ...{ ...box, fit, format },
    source: source ?? 'original',
    fallback: whole.at(-1),
    isReady: source !== undefined && isAnswer(source, plan, format),
  };
}

/**
 * Returns the box in pixels. A missing side follows from the image. The width is rounded to one of
 * `RENDER_WIDTHS`, and the height changes by the same factor.
 */
function boxOf(image: Size, { width, height }: Pick<RenderQuery, 'width' | 'height'>): Size {
  const aspect =
    width === undefined || height === undefined ? image.width / image.height : width / height;
  const wanted = width ?? (height ?? 1) * aspect;
  const rounded = RENDER_WIDTHS.find((each) => each >= wanted) ?? MAX_RENDER_SIDE;
  // For a narrow image or box, the height reaches the limit first.
  const allowed = Math.min(rounded, MAX_RENDER_SIDE * aspect);
  return { width: pixels(allowed), height: pixels(allowed / aspect) };
}

function pixels(length: number): number {
  return Math.max(1, Math.round(length));
}

/**
 * Returns true if a rendition shows the whole image; renditions may be cropped, padded or
 * distorted.
 */
function showsAll({ width, height }: Size, image: Size): boolean {
  const { scaled } = planResize(image, { width, height, fit: 'inside' });
  return scaled.width === width && scaled.height === height;
}

function covers(one: Size, other: Size): boolean {
  return one.width >= other.width && one.height >= other.height;
}

function isAnswer(rendition: RenditionRecord, { scaled, output }: ResizePlan, format: string) {
  const isOfSize = [scaled, output].every(
    ({ width, height }) => width === rendition.width && height === rendition.height,
  );
  return isOfSize && rendition.mediaType === `image/${format}`;
}
