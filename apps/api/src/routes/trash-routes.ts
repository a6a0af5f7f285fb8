import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { changedImagesSchema, imageIdsSchema } from '@miniatura/api-contract';
import { isOwn } from '../image-views.ts';
import type { User } from '../user.ts';
import type { ApiEnv } from './api-env.ts';
import { IMAGE_IDS } from './examples.ts';
import type { ImageDependencies } from './image-routes.ts';
import { jsonAnswer, jsonBody, SIGNED_IN } from './new-api.ts';
import { JSON_BODY_PROBLEM, problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

const body = jsonBody(imageIdsSchema, IMAGE_IDS);
const PROBLEMS = problemAnswers(...JSON_BODY_PROBLEM, ...SIGNED_IN_PROBLEM);

const trashRoute = createRoute({
  method: 'post',
  path: '/images/trash',
  operationId: 'trashImages',
  summary: 'Moves images to the trash, which hides them; quarantined images stay',
  security: SIGNED_IN,
  request: { body },
  responses: {
    200: jsonAnswer('The images that are in the trash now', changedImagesSchema, IMAGE_IDS),
    ...PROBLEMS,
  },
});

const restoreRoute = createRoute({
  method: 'post',
  path: '/images/restore',
  operationId: 'restoreImages',
  summary: 'Restores images from the trash, as they were',
  security: SIGNED_IN,
  request: { body },
  responses: {
    200: jsonAnswer('The images that were restored', changedImagesSchema, IMAGE_IDS),
    ...PROBLEMS,
  },
});

export function addTrashRoutes(
  api: OpenAPIHono<ApiEnv>,
  { metadata }: Pick<ImageDependencies, 'metadata'>,
): void {
  const changeEach = async (
    imageIds: readonly string[],
    user: User,
    change: (imageId: string) => Promise<boolean>,
  ): Promise<string[]> => {
    const changed: string[] = [];
    for (const image of await metadata.findImages(imageIds)) {
      if (isOwn(image, user) && (await change(image.imageId))) changed.push(image.imageId);
    }
    return changed;
  };

  api.openapi(trashRoute, async (c) => {
    const { imageIds } = c.req.valid('json');
    const changed = await changeEach(imageIds, c.get('user'), (id) => metadata.trashImage(id));
    return c.json({ imageIds: changed }, 200);
  });

  api.openapi(restoreRoute, async (c) => {
    const { imageIds } = c.req.valid('json');
    const changed = await changeEach(imageIds, c.get('user'), (id) => metadata.restoreImage(id));
    return c.json({ imageIds: changed }, 200);
  });
}
