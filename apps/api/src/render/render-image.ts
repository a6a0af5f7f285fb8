import { availableParallelism } from 'node:os';
import type { RenditionRecord } from '@miniatura/metadata';
import type { MediaType } from '@miniatura/resize/media-type';
import pLimit from 'p-limit';
import { unavailable } from '../api-error-of.ts';
import { ApiError } from '../errors.ts';
import { onceDone } from '../once-done.ts';
import { RENDER_RESOURCES } from '../resources.ts';
import type { RenderPlan, ShownImage } from './plan-render.ts';

/** Reads objects; returns null for a missing one. */
export interface ImageObjects {
  original(key: string): Promise<Uint8Array | null>;
  thumbnail(key: string): Promise<Uint8Array | null>;
}

/** Renders an image according to a plan. @throws ApiError */
export type RenderImage = (image: ShownImage, plan: RenderPlan) => Promise<Uint8Array>;

/** Loads the decoders only when they are needed: on AWS the API itself never renders. */
const loadResize = onceDone(() => import('@miniatura/resize'));

export interface RenderSettings {
  /** Size limit in bytes of an original; for a larger one the largest rendition is used. */
  readonly maxByteCount: number;
  /** Types of originals that are not decoded; the largest rendition is used instead. */
  readonly excludedTypes: readonly MediaType[];
}

/** Creates a renderer that processes one image per core, because each image is in memory. */
export function createRenderer(
  objects: ImageObjects,
  { maxByteCount, excludedTypes }: RenderSettings,
): RenderImage {
  const inTurn = pLimit(availableParallelism());

  const fromRendition = async (rendition: RenditionRecord, plan: RenderPlan) => {
    const bytes = await objects.thumbnail(rendition.key);
    if (bytes === null) throw gone();
    return plan.isReady ? bytes : render(bytes, plan, []).catch(retryLater);
  };

  const fromOriginal = async (image: ShownImage, plan: RenderPlan): Promise<Uint8Array | null> => {
    if ((image.byteCount ?? 0) > maxByteCount) return null;
    const bytes = await objects.original(image.key);
    if (bytes === null) throw gone();
    const { ImageError } = await loadResize();
    return render(bytes, plan, excludedTypes).catch((error: unknown) => {
      // Jobs for large images have higher limits than this function.
      if (error instanceof ImageError) return null;
      throw error;
    });
  };

  return (image, plan) =>
    inTurn(async () => {
      if (plan.source !== 'original') return fromRendition(plan.source, plan);
      const rendered = await fromOriginal(image, plan);
      if (rendered !== null) return rendered;
      if (plan.fallback === undefined) throw gone();
      return fromRendition(plan.fallback, plan);
    });
}

async function render(
  bytes: Uint8Array,
  { width, height, fit, format }: RenderPlan,
  excludedTypes: readonly MediaType[],
): Promise<Uint8Array> {
  const { renderImage } = await loadResize();
  const limits = { timeoutMs: RENDER_RESOURCES.renderTimeoutMs };
  const spec = { name: 'rendered', width, height, fit, format };
  return renderImage(bytes, spec, { limits, excludedTypes });
}

/**
 * Converts `too-slow` to a retryable error: a thumbnail of ours is small, so that the machine must
 * be busy.
 */
async function retryLater(error: unknown): Promise<never> {
  const { ImageError } = await loadResize();
  if (error instanceof ImageError && error.code === 'too-slow') {
    throw unavailable('The image took too long to render', error);
  }
  throw error;
}

function gone(): ApiError {
  return new ApiError('not-found', 'The image no longer exists');
}
