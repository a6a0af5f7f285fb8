import type { OpenAPIHono } from '@hono/zod-openapi';
import { type BaseDependencies, createBaseApi } from './create-base-api.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { addRenderRoute, type RenderDependencies } from './routes/render-route.ts';

/**
 * The route that renders images, alone: on AWS the function that decodes images may read and do nothing
 * else. The gateway's throttle limits its requests.
 */
export function createRenderApp(deps: BaseDependencies & RenderDependencies): OpenAPIHono<ApiEnv> {
  const api = createBaseApi(deps);
  addRenderRoute(api, deps);
  return api;
}
