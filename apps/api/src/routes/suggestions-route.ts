import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { suggestionsQuerySchema, suggestionsSchema } from '@miniatura/api-contract';
import { isAdmin } from '../user.ts';
import type { ApiEnv } from './api-env.ts';
import { SUGGESTIONS } from './examples.ts';
import type { ImageDependencies } from './image-routes.ts';
import { jsonAnswer, NOT_MODIFIED_ANSWER, SIGNED_IN } from './new-api.ts';
import { problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

const LABEL_COUNT = 12;
const CAMERA_COUNT = 50;

const suggestionsRoute = createRoute({
  method: 'get',
  path: '/images/suggestions',
  operationId: 'suggestFilters',
  summary: 'Returns the most frequent labels and camera models, with the number of their images',
  security: SIGNED_IN,
  request: { query: suggestionsQuerySchema },
  responses: {
    200: jsonAnswer('The suggestions', suggestionsSchema, SUGGESTIONS),
    ...NOT_MODIFIED_ANSWER,
    ...problemAnswers('invalid-request', 'not-acceptable', ...SIGNED_IN_PROBLEM),
  },
});

export function addSuggestionsRoute(
  api: OpenAPIHono<ApiEnv>,
  { metadata }: Pick<ImageDependencies, 'metadata'>,
): void {
  api.openapi(suggestionsRoute, async (c) => {
    const user = c.get('user');
    const whose = isAdmin(user) ? {} : { uploadedBy: user.subject };
    const { text } = c.req.valid('query');
    const [labels, cameraModels] = await Promise.all([
      metadata.suggestLabels({ ...whose, ...(text !== undefined && { text }), limit: LABEL_COUNT }),
      metadata.suggestCameras({ ...whose, limit: CAMERA_COUNT }),
    ]);
    return c.json({ labels: [...labels], cameraModels: [...cameraModels] }, 200);
  });
}
