import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { imageIdSchema, renderQuerySchema } from '@miniatura/api-contract';
import { ApiError } from '../errors.ts';
import { chooseFormat, type RenderFormat } from '../render/choose-format.ts';
import {
  isRenderable,
  planRender,
  type RenderPlan,
  type ShownImage,
} from '../render/plan-render.ts';
import type { RenderImage } from '../render/render-image.ts';
import { requireSigned } from '../render/render-links.ts';
import type { ApiEnv } from './api-env.ts';
import type { ImageDependencies } from './image-routes.ts';
import { BINARY, NO_TOKEN } from './new-api.ts';
import { ANY_PROBLEM, problemAnswers } from './problem-answers.ts';

export interface RenderDependencies extends Pick<ImageDependencies, 'metadata'> {
  readonly renderImage: RenderImage;
  /** Returns the secret with which links are signed. */
  readonly linkSecret: () => Promise<Buffer>;
  readonly now: () => Date;
}

/** Caches show a deleted or quarantined image for at most this time. */
const MAX_CACHE_SECONDS = 300;

const image = { schema: BINARY };
const renderRoute = createRoute({
  method: 'get',
  path: '/images/{imageId}/render',
  operationId: 'renderImage',
  summary: 'Renders an image in any size, by the `renderUrl` of the image',
  security: NO_TOKEN,
  request: { params: z.object({ imageId: imageIdSchema }), query: renderQuerySchema },
  responses: {
    200: {
      description: 'The image, never enlarged. Its width is one of a list, at least the given one',
      content: { 'image/avif': image, 'image/webp': image, 'image/jpeg': image },
    },
    304: { description: 'The image is the one that `If-None-Match` names' },
    ...problemAnswers('invalid-request', 'forbidden', 'not-found', ...ANY_PROBLEM),
  },
});

export function addRenderRoute(api: OpenAPIHono<ApiEnv>, dependencies: RenderDependencies): void {
  const { metadata, renderImage, linkSecret, now } = dependencies;
  api.openapi(renderRoute, async (c) => {
    const { imageId } = c.req.valid('param');
    const { expires, signature, format: wanted, ...box } = c.req.valid('query');
    requireSigned(imageId, { expires, signature }, await linkSecret(), now());
    const image = await metadata.findImage(imageId);
    if (image === null || !isRenderable(image, now())) {
      throw new ApiError('not-found', `No image to render has the id ${imageId}`);
    }
    const format = chooseFormat(wanted, c.req.header('accept'));
    const plan = planRender(image, { ...box, format });
    const headers = cacheHeaders(image, plan, now());
    if (matches(c.req.header('if-none-match'), headers.etag)) return c.body(null, 304, headers);
    const bytes = await renderImage(image, plan);
    // Pages of other origins may use the image, too: the signature grants access.
    const type = { 'content-type': mediaTypeOf(format), ...SHOWN_ELSEWHERE };
    return c.body(new Uint8Array(bytes), 200, { ...headers, ...type });
  });
}

const SHOWN_ELSEWHERE = { 'cross-origin-resource-policy': 'cross-origin' };

function mediaTypeOf(format: RenderFormat) {
  return `image/${format}` as const;
}

function cacheHeaders({ sequencer, expiresAt }: ShownImage, plan: RenderPlan, now: Date) {
  const lifeSeconds = Math.floor((Date.parse(expiresAt) - now.getTime()) / 1000);
  const { width, height, fit, format } = plan;
  return {
    'cache-control': `private, max-age=${Math.min(MAX_CACHE_SECONDS, lifeSeconds)}`,
    vary: 'Accept',
    etag: `W/"${sequencer}-${width}x${height}-${fit}-${format}"`,
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch?.trim() === '*') return true;
  const known = ifNoneMatch?.match(/"[^"]*"/g) ?? [];
  return known.some((tag) => `W/${tag}` === etag);
}
