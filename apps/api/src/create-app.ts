import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AnswerQuestion } from './analytics/answer-questions.ts';
import { createBaseApi, type BaseDependencies } from './create-base-api.ts';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { limitBody } from './limit-body.ts';
import { limitRequests, type RequestRates } from './limit-requests.ts';
import { type IdentifyUser, requireUser } from './require-user.ts';
import { addAnalyticsRoutes } from './routes/analytics-routes.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { addImageRoutes, type ImageDependencies } from './routes/image-routes.ts';
import { addRenderRoute, type RenderDependencies } from './routes/render-route.ts';
import { addReviewRoute, type ReviewDependencies } from './routes/review-route.ts';
import { addSuggestionsRoute } from './routes/suggestions-route.ts';
import { addMeRoute, addPublicRoutes, type PublicDependencies } from './routes/system-routes.ts';
import { addTrashRoutes } from './routes/trash-routes.ts';
import { addUploadRoutes, type UploadDependencies } from './routes/upload-routes.ts';

/** The API's dependencies; `connect` creates most of them from clients and a configuration. */
export interface AppDependencies
  extends
    BaseDependencies,
    UploadDependencies,
    ImageDependencies,
    RenderDependencies,
    ReviewDependencies,
    PublicDependencies {
  readonly identifyUser: IdentifyUser;
  readonly answerQuestion: AnswerQuestion;
  readonly rates: RequestRates;
}

/** More than the names and types of the largest number of files in a request. */
const MAX_JSON_BYTES = 1_000_000;
/** Lists whose responses have an ETag, so that `If-None-Match` gives 304 if nothing has changed. */
const LISTS = ['/images', '/images/days', '/images/:imageId/similar'];
/**
 * Headers that a 304 response keeps. Without the first two, pages of other origins cannot read it.
 */
const KEPT_HEADERS = [
  'access-control-allow-origin',
  'access-control-expose-headers',
  'x-request-id',
  ...RETAINED_304_HEADERS,
];
const JSON_LIMIT = {
  maxSize: MAX_JSON_BYTES,
  detail: `Expected at most ${MAX_JSON_BYTES} bytes of JSON for the body`,
};

/**
 * Creates the API as a Hono app. The Lambda handler and the laptop's server call its `fetch`.
 * @example
 * const app = createApp({ ...connect(clients, config), identifyUser: bearerUser(issuer), log });
 * await app.request('/health'); // 200 {"status":"ok"}
 */
export function createApp(deps: AppDependencies): OpenAPIHono<ApiEnv> {
  const api = createBaseApi(deps);
  addPublicRoutes(api, deps);

  const limits = limitRequests(deps.rates, () => deps.now().getTime());
  api.use(limits.ofAll);
  // A render link is signed and needs no token.
  api.use('/images/:imageId/render', limits.ofImage);
  addRenderRoute(api, deps);
  api.use(requireUser(deps.identifyUser), limits.ofUser);
  api.use('/uploads', limitBody(JSON_LIMIT));
  addMeRoute(api, { ...deps, requestsPerMinute: deps.rates.ofUser.perMinute });
  addUploadRoutes(api, deps);
  for (const list of LISTS) api.use(list, etag({ retainedHeaders: KEPT_HEADERS }));
  // This route must precede that of a single image, whose path matches any id.
  addSuggestionsRoute(api, deps);
  addImageRoutes(api, deps);
  api.use('/images/trash', limitBody(JSON_LIMIT));
  api.use('/images/restore', limitBody(JSON_LIMIT));
  addTrashRoutes(api, deps);
  api.use('/images/:imageId/review', limitBody(JSON_LIMIT));
  addReviewRoute(api, deps);
  addAnalyticsRoutes(api, deps);
  return api;
}
