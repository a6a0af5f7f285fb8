import type { OpenAPIHono } from '@hono/zod-openapi';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { AnswerQuestion } from './analytics/answer-questions.ts';
import { type BaseDependencies, createBaseApi } from './create-base-api.ts';
import { limitBody } from './limit-body.ts';
import { limitRequests, type RequestRates } from './limit-requests.ts';
import { requireAccepted } from './require-accepted.ts';
import { type IdentifyUser, requireUser } from './require-user.ts';
import { addAnalyticsRoutes } from './routes/analytics-routes.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { addEventsRoute, type EventDependencies } from './routes/events-route.ts';
import { addImageRoutes, type ImageDependencies } from './routes/image-routes.ts';
import { addMultipartRoutes, type MultipartDependencies } from './routes/multipart-routes.ts';
import { addRenderRoute, type RenderDependencies } from './routes/render-route.ts';
import { addReviewRoute, type ReviewDependencies } from './routes/review-route.ts';
import { addSuggestionsRoute } from './routes/suggestions-route.ts';
import { addMeRoute, addPublicRoutes, type PublicDependencies } from './routes/system-routes.ts';
import { addTrashRoutes } from './routes/trash-routes.ts';
import { addUploadRoutes, type UploadDependencies } from './routes/upload-routes.ts';
import { addWebhookRoutes, type WebhookDependencies } from './routes/webhook-routes.ts';

/** The API's dependencies; `connect` creates most of them from clients and a configuration. */
export interface AppDependencies
  extends
    BaseDependencies,
    UploadDependencies,
    MultipartDependencies,
    ImageDependencies,
    EventDependencies,
    RenderDependencies,
    ReviewDependencies,
    PublicDependencies,
    Pick<WebhookDependencies, 'webhooks'> {
  readonly identifyUser: IdentifyUser;
  readonly answerQuestion: AnswerQuestion;
  readonly rates: RequestRates;
  /** Where nothing delivers webhooks, it is omitted, and there are no routes for them. */
  readonly webhookTargets?: WebhookDependencies['webhookTargets'];
}

/** More than the names and types of the largest number of files in a request. */
const MAX_JSON_BYTES = 1_000_000;
/** Lists whose responses have an ETag, so that `If-None-Match` gives 304 if nothing has changed. */
const LISTS = ['/images', '/images/days', '/images/suggestions', '/images/:imageId/similar'];
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
export function createApp(dependencies: AppDependencies): OpenAPIHono<ApiEnv> {
  const api = createBaseApi(dependencies);
  addPublicRoutes(api, dependencies);

  const limits = limitRequests(dependencies.rates, () => dependencies.now().getTime());
  api.use(limits.ofAll);
  // A render link is signed and needs no token.
  api.use('/images/:imageId/render', limits.ofImage);
  addRenderRoute(api, dependencies);
  api.use(requireUser(dependencies.identifyUser), limits.ofUser, requireAccepted);
  api.use('/uploads', limitBody(JSON_LIMIT));
  api.use('/uploads/multipart', limitBody(JSON_LIMIT));
  addMeRoute(api, { ...dependencies, requestsPerMinute: dependencies.rates.ofUser.perMinute });
  addUploadRoutes(api, dependencies);
  addMultipartRoutes(api, dependencies);
  for (const list of LISTS) api.use(list, etag({ retainedHeaders: KEPT_HEADERS }));
  // These routes must precede that of a single image, whose path matches any id.
  addSuggestionsRoute(api, dependencies);
  addEventsRoute(api, dependencies);
  addImageRoutes(api, dependencies);
  api.use('/images/trash', limitBody(JSON_LIMIT));
  api.use('/images/restore', limitBody(JSON_LIMIT));
  addTrashRoutes(api, dependencies);
  api.use('/images/:imageId/review', limitBody(JSON_LIMIT));
  addReviewRoute(api, dependencies);
  addAnalyticsRoutes(api, dependencies);
  const { webhookTargets } = dependencies;
  if (webhookTargets !== undefined) {
    api.use('/webhooks', limitBody(JSON_LIMIT));
    addWebhookRoutes(api, { ...dependencies, webhookTargets });
  }
  return api;
}
