import type { OpenAPIHono } from '@hono/zod-openapi';
import { type BaseDependencies, createBaseApi } from './create-base-api.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { addRenderRoute, type RenderDependencies } from './routes/render-route.ts';

/**
 * Creates an API with only the render route. On AWS, the function that decodes images has read
 * permissions only. The throttle of the gateway limits its requests.
 */
export function createRenderApp(
  dependencies: BaseDependencies & RenderDependencies,
): OpenAPIHono<ApiEnv> {
  const api = createBaseApi(dependencies);
  addRenderRoute(api, dependencies);
  return api;
}
