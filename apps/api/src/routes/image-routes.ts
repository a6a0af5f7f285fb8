import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  imageDaysQuerySchema,
  imageDaysSchema,
  imageDetailSchema,
  imageIdSchema,
  imagePageSchema,
  type ImageSummary,
  listImagesQuerySchema,
  similarImagesQuerySchema,
  similarImagesSchema,
} from '@miniatura/api-contract';
import type { CountByDayRequest, ImageRecord, Metadata } from '@miniatura/metadata';
import { type ModerationDependencies, removeQuarantinedImage } from '@miniatura/moderation';
import { endOfDay, startOfDay } from '../days.ts';
import { ApiError } from '../errors.ts';
import { detailOf, isOwn, isVisible, type SignedUrls, summaryOf } from '../image-views.ts';
import { fromCursor, toCursor } from '../page-cursor.ts';
import { isAdmin, type User } from '../user.ts';
import type { ApiEnv } from './api-env.ts';
import { IMAGE_DAYS, IMAGE_DETAIL, IMAGE_PAGE, SIMILAR_IMAGES } from './examples.ts';
import { jsonAnswer, NOT_MODIFIED_ANSWER, SIGNED_IN } from './new-api.ts';
import { problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

/** Removes an object with all its versions; its event triggers the rest of the removal. */
export type RemoveObject = (object: {
  readonly bucket: string;
  readonly key: string;
}) => Promise<void>;

export interface ImageDependencies {
  readonly metadata: Pick<
    Metadata,
    | 'findImage'
    | 'findImages'
    | 'listImages'
    | 'countByDay'
    | 'findSimilarImages'
    | 'trashImage'
    | 'restoreImage'
    | 'listChanges'
    | 'suggestLabels'
    | 'suggestCameras'
  >;
  readonly signedUrls: SignedUrls;
  readonly removeObject: RemoveObject;
  readonly moderation: ModerationDependencies;
}

const params = z.object({ imageId: imageIdSchema });
/** The problems of lists, and of operations on one image. */
const LIST_PROBLEMS = problemAnswers('invalid-request', 'not-acceptable', ...SIGNED_IN_PROBLEM);
const IMAGE_PROBLEMS = problemAnswers(
  'invalid-request',
  'not-found',
  'not-acceptable',
  ...SIGNED_IN_PROBLEM,
);

const listRoute = createRoute({
  method: 'get',
  path: '/images',
  operationId: 'listImages',
  summary: 'Lists images in pages, newest upload first by default; or the images with given ids',
  security: SIGNED_IN,
  request: { query: listImagesQuerySchema },
  responses: {
    200: jsonAnswer('A page of images', imagePageSchema, IMAGE_PAGE),
    ...NOT_MODIFIED_ANSWER,
    ...LIST_PROBLEMS,
  },
});

const daysRoute = createRoute({
  method: 'get',
  path: '/images/days',
  operationId: 'countImagesByDay',
  summary: 'How many images each day has, newest day first',
  security: SIGNED_IN,
  request: { query: imageDaysQuerySchema },
  responses: {
    200: jsonAnswer('The days', imageDaysSchema, IMAGE_DAYS),
    ...NOT_MODIFIED_ANSWER,
    ...LIST_PROBLEMS,
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/images/{imageId}',
  operationId: 'getImage',
  summary: 'Returns all facts of an image',
  security: SIGNED_IN,
  request: { params },
  responses: { 200: jsonAnswer('The image', imageDetailSchema, IMAGE_DETAIL), ...IMAGE_PROBLEMS },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/images/{imageId}',
  operationId: 'deleteImage',
  summary: 'Deletes an original for ever; its thumbnails and facts are deleted afterwards',
  security: SIGNED_IN,
  request: { params },
  responses: {
    202: { description: 'The original is deleted' },
    ...problemAnswers('invalid-request', 'not-found', ...SIGNED_IN_PROBLEM),
  },
});

const similarRoute = createRoute({
  method: 'get',
  path: '/images/{imageId}/similar',
  operationId: 'listSimilarImages',
  summary: 'Lists similar images, most similar first',
  security: SIGNED_IN,
  request: { params, query: similarImagesQuerySchema },
  responses: {
    200: jsonAnswer('The images', similarImagesSchema, SIMILAR_IMAGES),
    ...NOT_MODIFIED_ANSWER,
    ...IMAGE_PROBLEMS,
  },
});

export function addImageRoutes(api: OpenAPIHono<ApiEnv>, dependencies: ImageDependencies): void {
  const { metadata, signedUrls, removeObject } = dependencies;
  const summaries = (images: readonly ImageRecord[], user: User): Promise<ImageSummary[]> =>
    Promise.all(images.map((image) => summaryOf(image, user, signedUrls)));

  api.openapi(listRoute, async (c) => {
    const user = c.get('user');
    const { ids, limit, offset, cursor, sort, ...filters } = c.req.valid('query');
    if (ids !== undefined) {
      const images = await metadata.findImages(ids.split(','));
      const own = images.filter((image) => isVisible(image, user));
      return c.json({ images: await summaries(own, user), nextCursor: null }, 200);
    }
    const chosen = chosenBy(filters, user);
    if (chosen === null) return c.json({ images: [], nextCursor: null }, 200);
    const { images, next } = await metadata.listImages({
      ...chosen,
      limit,
      withoutRemoved: filters.status === undefined,
      ...(sort !== undefined && { sort }),
      ...(offset !== undefined && { offset }),
      ...(cursor !== undefined && { after: fromCursor(cursor) }),
    });
    const nextCursor = next && toCursor(next);
    return c.json({ images: await summaries(images, user), nextCursor }, 200);
  });

  api.openapi(daysRoute, async (c) => {
    const chosen = chosenBy(c.req.valid('query'), c.get('user'));
    const { utcOffsetMinutes = 0 } = c.req.valid('query');
    const days = chosen && (await metadata.countByDay({ ...chosen, utcOffsetMinutes }));
    return c.json({ days: [...(days ?? [])] }, 200);
  });

  api.openapi(detailRoute, async (c) => {
    const user = c.get('user');
    const image = await requireImage(metadata, c.req.valid('param').imageId, user);
    return c.json(await detailOf(image, user, dependencies), 200);
  });

  api.openapi(deleteRoute, async (c) => {
    const image = await requireOwnImage(metadata, c.req.valid('param').imageId, c.get('user'));
    // The original of a quarantined image is not at its key; moderation locates it.
    const isHeldBack = image.status === 'quarantined';
    if (isHeldBack) await removeQuarantinedImage(image.imageId, dependencies.moderation);
    else await removeObject(image);
    return c.body(null, 202);
  });

  api.openapi(similarRoute, async (c) => {
    const user = c.get('user');
    const { imageId } = c.req.valid('param');
    await requireImage(metadata, imageId, user);
    const similar = await metadata.findSimilarImages(imageId, {
      limit: c.req.valid('query').limit,
      ...(!isAdmin(user) && { uploadedBy: user.subject }),
    });
    const distances = new Map(similar.map((each) => [each.imageId, each.distance]));
    const found = await metadata.findImages(similar.map((each) => each.imageId));
    const visible = found.filter((image) => isVisible(image, user));
    const images = (await summaries(visible, user)).map((summary) => ({
      ...summary,
      distance: distances.get(summary.imageId) ?? 0,
    }));
    return c.json({ images }, 200);
  });
}

/**
 * Returns an image that the user may see; for other images the error is the same as for a missing
 * one.
 */
export async function requireImage(
  metadata: Pick<Metadata, 'findImage'>,
  imageId: string,
  user: User,
): Promise<ImageRecord> {
  const image = await requireOwnImage(metadata, imageId, user);
  if (isVisible(image, user)) return image;
  throw noImageError(imageId);
}

/** Does the same for own images, including those in the trash. */
async function requireOwnImage(
  metadata: Pick<Metadata, 'findImage'>,
  imageId: string,
  user: User,
): Promise<ImageRecord> {
  const image = await metadata.findImage(imageId);
  if (image !== null && isOwn(image, user)) return image;
  throw noImageError(imageId);
}

function noImageError(imageId: string): ApiError {
  return new ApiError('not-found', `No image has the id ${imageId}`);
}

type Filters = z.output<typeof imageDaysQuerySchema>;

/** Returns the filters of the database query; null if a user requests images of another user. */
function chosenBy(filters: Filters, user: User): CountByDayRequest | null {
  const { status, label, uploader, from, to, capturedFrom, capturedTo } = filters;
  const { text, cameraMake, cameraModel, utcOffsetMinutes } = filters;
  const uploadedBy = isAdmin(user) ? uploader : user.subject;
  if (uploader !== undefined && uploader !== uploadedBy) return null;
  return {
    ...(status !== undefined && { status }),
    ...(label !== undefined && { label }),
    ...(uploadedBy !== undefined && { uploadedBy }),
    ...(from !== undefined && { uploadedFrom: startOfDay(from, utcOffsetMinutes) }),
    ...(to !== undefined && { uploadedBefore: endOfDay(to, utcOffsetMinutes) }),
    ...(text !== undefined && { text }),
    ...(cameraMake !== undefined && { cameraMake }),
    ...(cameraModel !== undefined && { cameraModel }),
    ...(capturedFrom !== undefined && { capturedFrom: localTimeOf(startOfDay(capturedFrom)) }),
    ...(capturedTo !== undefined && { capturedBefore: localTimeOf(endOfDay(capturedTo)) }),
  };
}

/** Returns a local time, without its offset. */
function localTimeOf(time: string): string {
  return time.replace('Z', '');
}
