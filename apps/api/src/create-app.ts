import type { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { apiErrorOf } from './api-error-of.ts';
import type { AnswerQuestion } from './analytics/answer-questions.ts';
import { ApiError } from './errors.ts';
import { limitBody } from './limit-body.ts';
import { limitRequests, type RequestRates } from './limit-requests.ts';
import type { Log } from '@miniatura/text';
import { logRequests } from './log-requests.ts';
import { problemResponse } from './problem-response.ts';
import { type IdentifyUser, requireUser } from './require-user.ts';
import { addAnalyticsRoutes } from './routes/analytics-routes.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { addImageRoutes, type ImageDependencies } from './routes/image-routes.ts';
import { newApi } from './routes/new-api.ts';
import { addReviewRoute, type ReviewDependencies } from './routes/review-route.ts';
import { addMeRoute, addPublicRoutes, type HealthDependencies } from './routes/system-routes.ts';
import { addTrashRoutes } from './routes/trash-routes.ts';
import { addUploadRoutes, type UploadDependencies } from './routes/upload-routes.ts';

/** What the API works with; `connect` makes it of clients and a configuration. */
export interface AppDependencies
  extends UploadDependencies, ImageDependencies, ReviewDependencies, HealthDependencies {
  readonly identifyUser: IdentifyUser;
  readonly answerQuestion: AnswerQuestion;
  readonly rates: RequestRates;
  /** The only origin whose pages may read the answers, such as `https://miniatura.example`. */
  readonly pageOrigin: string;
  readonly log: Log;
}

/** More than the names and types of as many files as a request may name. */
const MAX_JSON_BYTES = 1_000_000;
const JSON_LIMIT = {
  maxSize: MAX_JSON_BYTES,
  detail: `Expected at most ${MAX_JSON_BYTES} bytes of JSON for the body`,
};
const PREFLIGHT_SECONDS = 600;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * The API as a Hono app: the Lambda handler and the laptop's server are rings around its `fetch`.
 *
 * @example
 * const app = createApp({ ...connect(clients, config), identifyUser: bearerUser(issuer), log });
 * await app.request('/health'); // 200 {"status":"ok"}
 */
export function createApp(deps: AppDependencies): OpenAPIHono<ApiEnv> {
  const api = newApi();
  api.onError((error, c) => {
    const problem = apiErrorOf(error);
    if (problem.status >= 500) {
      const { method, path } = c.req;
      deps.log.error('Request failed', { requestId: c.get('requestId'), method, path, error });
    }
    return problemResponse(problem, c.get('requestId'));
  });
  api.notFound((c) =>
    problemResponse(noRouteError(api, c.req.method, c.req.path), c.get('requestId')),
  );

  api.use(requestId());
  api.use(logRequests(deps));
  api.use(secureHeaders(SECURITY_HEADERS), noStore);
  api.use(allowPage(deps.pageOrigin));
  addPublicRoutes(api, deps);

  const limits = limitRequests(deps.rates, () => deps.now().getTime());
  api.use(limits.ofAll, requireUser(deps.identifyUser), limits.ofUser);
  api.use('/uploads', limitBody(JSON_LIMIT));
  addMeRoute(api, { ...deps, requestsPerMinute: deps.rates.ofUser.perMinute });
  addUploadRoutes(api, deps);
  addImageRoutes(api, deps);
  api.use('/images/trash', limitBody(JSON_LIMIT));
  api.use('/images/restore', limitBody(JSON_LIMIT));
  addTrashRoutes(api, deps);
  api.use('/images/:imageId/review', limitBody(JSON_LIMIT));
  addReviewRoute(api, deps);
  addAnalyticsRoutes(api, deps);
  return api;
}

function noRouteError(api: OpenAPIHono<ApiEnv>, method: string, path: string): ApiError {
  const allow = METHODS.filter((each) =>
    api.router.match(each, path)[0].some(([[, route]]) => route.method === each),
  );
  return allow.length === 0
    ? new ApiError('not-found', `No route matches ${method} ${path}`)
    : new ApiError(
        'method-not-allowed',
        `Expected ${allow.join(' or ')} for ${path} but received ${method}`,
        { allow },
      );
}

/** The answers are data: nothing of them is to be run, framed or guessed at. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
};

const noStore: Parameters<OpenAPIHono<ApiEnv>['use']>[1] = async (c, next) => {
  await next();
  c.header('cache-control', 'no-store');
};

function allowPage(origin: string) {
  return cors({
    origin: [origin],
    allowMethods: METHODS,
    allowHeaders: ['authorization', 'content-type', 'x-request-id'],
    exposeHeaders: ['content-disposition', 'retry-after', 'x-request-id'],
    maxAge: PREFLIGHT_SECONDS,
  });
}
