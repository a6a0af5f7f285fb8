import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import {
  type ComponentHealth,
  HEALTH_STATUSES,
  healthSchema,
  MAX_FILES_PER_REQUEST,
  meSchema,
} from '@miniatura/api-contract';
import type { MediaType } from '@miniatura/resize/media-type';
import { MAX_DIRECT_BYTES } from '../resources.ts';
import type { ApiEnv } from './api-env.ts';
import { jsonAnswer, PROBLEM_ANSWER, SIGNED_IN } from './new-api.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  summary: 'Reports whether the API and the services behind it work',
  responses: {
    200: jsonAnswer('It does, or waits for what is starting', healthSchema),
    503: jsonAnswer('A service behind the API does not work', healthSchema),
    ...PROBLEM_ANSWER,
  },
});

const meRoute = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  summary: 'Returns the user of the token and the limits of uploads',
  security: SIGNED_IN,
  responses: { 200: jsonAnswer('The user', meSchema), ...PROBLEM_ANSWER },
});

export interface HealthDependencies {
  /** Checks the components behind the API; without it, a response alone means healthy. */
  readonly checkHealth?: () => Promise<readonly ComponentHealth[]>;
}

export interface PublicDependencies extends HealthDependencies {
  /** Public URL of this API. */
  readonly apiUrl: string;
}

/** Adds routes without a token: the health, and the capabilities of the API. */
export function addPublicRoutes(
  api: OpenAPIHono<ApiEnv>,
  { checkHealth, apiUrl }: PublicDependencies,
): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  api.openapi(healthRoute, async (c) => {
    if (checkHealth === undefined) return c.json({ status: 'ok' as const }, 200);
    const components = [...(await checkHealth())];
    const status = HEALTH_STATUSES.findLast((each) =>
      components.some((one) => one.status === each),
    );
    return c.json({ status: status ?? 'ok', components }, status === 'unhealthy' ? 503 : 200);
  });
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    servers: [{ url: apiUrl }],
    info: {
      title: 'Miniatura',
      version: '1.0.0',
      description: 'Upload images; read thumbnails, labels and analytics.',
    },
  });
}

interface MeDependencies {
  /** Media types that are decoded. */
  readonly mediaTypes: readonly MediaType[];
  readonly maxByteCount: number;
  readonly requestsPerMinute: number;
}

export function addMeRoute(api: OpenAPIHono<ApiEnv>, dependencies: MeDependencies): void {
  const limits = {
    mediaTypes: [...dependencies.mediaTypes],
    maxFilesPerRequest: MAX_FILES_PER_REQUEST,
    maxByteCount: dependencies.maxByteCount,
    maxDirectByteCount: MAX_DIRECT_BYTES,
    requestsPerMinute: dependencies.requestsPerMinute,
  };
  api.openapi(meRoute, (c) => {
    const { subject, name, groups } = c.get('user');
    return c.json({ subject, name, groups: [...groups], limits }, 200);
  });
}
