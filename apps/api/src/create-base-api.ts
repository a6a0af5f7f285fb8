import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Log } from '@miniatura/text';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { apiErrorOf } from './api-error-of.ts';
import { ApiError } from './errors.ts';
import { logRequests } from './log-requests.ts';
import { problemResponse } from './problem-response.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { newApi } from './routes/new-api.ts';

export interface BaseDependencies {
  /** The only origin whose pages can read responses, such as `https://miniatura.example`. */
  readonly pageOrigin: string;
  readonly log: Log;
}

const PREFLIGHT_SECONDS = 600;
/** Headers that describe the content of a response. Hono keeps those of a response that an error replaces. */
const CONTENT_HEADERS = ['cache-control', 'content-disposition', 'etag'];
/** The methods of routes. HEAD is answered like GET, without the body. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Creates an API without routes: the middleware and the error handling of all functions. */
export function createBaseApi({ pageOrigin, log }: BaseDependencies): OpenAPIHono<ApiEnv> {
  const api = newApi();
  api.onError((error, c) => {
    const problem = apiErrorOf(error);
    if (problem.status >= 500) {
      const { method, path } = c.req;
      log.error('Request failed', { requestId: c.get('requestId'), method, path, error });
    }
    for (const header of CONTENT_HEADERS) c.header(header, undefined);
    return problemResponse(problem, c.get('requestId'));
  });
  api.notFound((c) =>
    problemResponse(noRouteError(api, c.req.method, c.req.path), c.get('requestId')),
  );
  api.use(requestId());
  api.use(logRequests({ log }));
  // A route can set its own headers.
  api.use(secureHeaders({ ...SECURITY_HEADERS, overwrite: false }), noStore);
  api.use(answerOptions(api));
  api.use(allowPage(pageOrigin));
  return api;
}

/** Answers OPTIONS with the methods of the path. CORS answers the preflight requests of browsers. */
function answerOptions(api: OpenAPIHono<ApiEnv>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { method, path } = c.req;
    const isPreflight = c.req.header('access-control-request-method') !== undefined;
    if (method !== 'OPTIONS' || isPreflight) return next();
    const methods = methodsOf(api, path);
    if (methods.length === 0) throw noRouteError(api, method, path);
    return c.body(null, 204, { allow: allowed(methods).join(', ') });
  };
}

/** Returns the methods of the routes of a path; a literal path is not that of an image's id. */
function methodsOf(api: OpenAPIHono<ApiEnv>, path: string): readonly string[] {
  const routes = METHODS.flatMap((each) =>
    api.router
      .match(each, path)[0]
      .flatMap(([[, route]]) => (route.method === each ? [route] : [])),
  );
  const literal = routes.filter((route) => route.path === path);
  const methods = new Set((literal.length > 0 ? literal : routes).map(({ method }) => method));
  return METHODS.filter((each) => methods.has(each));
}

function allowed(methods: readonly string[]): readonly string[] {
  return [...methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])), 'OPTIONS'];
}

function noRouteError(api: OpenAPIHono<ApiEnv>, method: string, path: string): ApiError {
  const methods = methodsOf(api, path);
  return methods.length === 0
    ? new ApiError('not-found', `No route matches ${method} ${path}`)
    : new ApiError(
        'method-not-allowed',
        `Expected ${methods.join(' or ')} for ${path} but received ${method}`,
        { allow: allowed(methods) },
      );
}

/** Responses are data, which a browser must not run, frame or sniff. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
};

const noStore: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
};

function allowPage(origin: string) {
  return cors({
    origin: [origin],
    allowMethods: METHODS,
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-none-match',
      'last-event-id',
      'x-request-id',
    ],
    exposeHeaders: ['content-disposition', 'etag', 'retry-after', 'x-request-id'],
    maxAge: PREFLIGHT_SECONDS,
  });
}
