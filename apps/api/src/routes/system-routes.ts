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
import { HEALTH, ME, UNHEALTHY } from './examples.ts';
import { jsonAnswer, NO_TOKEN, SIGNED_IN } from './new-api.ts';
import { problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';
import { tagOperations } from './tag-operations.ts';

const DESCRIPTION = [
  'Upload images; read thumbnails, labels and analytics.',
  'Errors are problem details (RFC 9457) with a stable `code`. Times are ISO 8601 in UTC.',
  'URLs in responses are signed and expire within 15 minutes.',
  'To upload images, request forms with `POST /uploads` and post each file to S3 with its form.',
].join('\n\n');

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  summary: 'Reports whether the API and the services behind it work',
  security: NO_TOKEN,
  responses: {
    200: jsonAnswer('It does, or waits for what is starting', healthSchema, HEALTH),
    503: jsonAnswer('A service behind the API does not work', healthSchema, UNHEALTHY),
    ...problemAnswers('internal'),
  },
});

const meRoute = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  summary: 'Returns the user of the token and the limits of uploads',
  security: SIGNED_IN,
  responses: {
    200: jsonAnswer('The user', meSchema, ME),
    ...problemAnswers('not-acceptable', ...SIGNED_IN_PROBLEM),
  },
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
  api.get('/openapi.json', (c) => {
    const document = api.getOpenAPI31Document({
      openapi: '3.1.0',
      servers: [{ url: apiUrl, description: 'This API' }],
      info: {
        title: 'Miniatura',
        version: '1.0.0',
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
    });
    return c.json(tagOperations(document));
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
