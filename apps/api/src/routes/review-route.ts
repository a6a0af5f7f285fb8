import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { imageDetailSchema, imageIdSchema, reviewSchema } from '@miniatura/api-contract';
import {
  type ModerationDependencies,
  ReviewConflictError,
  reviewImage,
} from '@miniatura/moderation';
import { ApiError } from '../errors.ts';
import { detailOf, type SignedUrls } from '../image-views.ts';
import { isAdmin } from '../user.ts';
import type { ApiEnv } from './api-env.ts';
import { IMAGE_DETAIL, REVIEW } from './examples.ts';
import { requireImage } from './image-routes.ts';
import { jsonAnswer, jsonBody, SIGNED_IN } from './new-api.ts';
import { JSON_BODY_PROBLEM, problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

const reviewRoute = createRoute({
  method: 'post',
  path: '/images/{imageId}/review',
  operationId: 'reviewImage',
  summary: 'Approves or rejects an image that moderation flagged or quarantined',
  security: SIGNED_IN,
  request: {
    params: z.object({ imageId: imageIdSchema }),
    body: jsonBody(reviewSchema, REVIEW),
  },
  responses: {
    200: jsonAnswer('The image', imageDetailSchema, IMAGE_DETAIL),
    ...problemAnswers(
      ...JSON_BODY_PROBLEM,
      'forbidden',
      'not-found',
      'conflict',
      ...SIGNED_IN_PROBLEM,
    ),
  },
});

export interface ReviewDependencies {
  readonly moderation: ModerationDependencies;
  readonly signedUrls: SignedUrls;
}

export function addReviewRoute(api: OpenAPIHono<ApiEnv>, dependencies: ReviewDependencies): void {
  api.use('/images/:imageId/review', async (c, next) => {
    if (!isAdmin(c.get('user'))) {
      throw new ApiError('forbidden', 'Expected a user of the group admin');
    }
    await next();
  });
  api.openapi(reviewRoute, async (c) => {
    const user = c.get('user');
    const { imageId } = c.req.valid('param');
    await requireImage(dependencies.moderation.metadata, imageId, user);
    const review = { imageId, reviewedBy: user.subject, ...c.req.valid('json') };
    const { image } = await reviewImage(review, dependencies.moderation).catch(reject);
    return c.json(
      await detailOf(image, user, { ...dependencies, ...dependencies.moderation }),
      200,
    );
  });
}

function reject(error: unknown): never {
  if (error instanceof ReviewConflictError) {
    throw new ApiError('conflict', error.message, { cause: error });
  }
  throw error;
}
