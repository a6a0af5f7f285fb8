import { randomBytes } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  createdWebhookSchema,
  deliveriesSchema,
  newWebhookSchema,
  webhookIdSchema,
  webhooksSchema,
} from '@miniatura/api-contract';
import type { Webhooks } from '@miniatura/metadata';
import { ulid } from 'ulid';
import { ApiError } from '../errors.ts';
import { isAdmin } from '../user.ts';
import { webhookSecretOf } from '../webhooks/sign-webhook.ts';
import { type TargetRules, urlFault } from '../webhooks/webhook-target.ts';
import type { ApiEnv } from './api-env.ts';
import { CREATED_WEBHOOK, DELIVERIES, NEW_WEBHOOK, WEBHOOKS } from './examples.ts';
import { jsonAnswer, jsonBody, SIGNED_IN } from './new-api.ts';
import { JSON_BODY_PROBLEM, problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

export interface WebhookDependencies {
  readonly webhooks: Webhooks;
  readonly webhookTargets: TargetRules;
  readonly now: () => Date;
}

const MAX_WEBHOOKS = 20;
const DELIVERIES_IN_LIST = 100;
const SECRET_BYTES = 32;

const ofWebhook = z.object({ webhookId: webhookIdSchema });

/** The problems of operations on a webhook. */
const PROBLEM = ['invalid-request', 'forbidden', 'not-found', ...SIGNED_IN_PROBLEM] as const;

const createWebhookRoute = createRoute({
  method: 'post',
  path: '/webhooks',
  operationId: 'createWebhook',
  summary: 'Sends the changes of all images to a URL; returns the secret of the signatures once',
  security: SIGNED_IN,
  request: {
    body: jsonBody(newWebhookSchema, NEW_WEBHOOK),
  },
  responses: {
    201: jsonAnswer('The webhook', createdWebhookSchema, CREATED_WEBHOOK),
    ...problemAnswers(...JSON_BODY_PROBLEM, 'forbidden', 'conflict', ...SIGNED_IN_PROBLEM),
  },
});

const listWebhooksRoute = createRoute({
  method: 'get',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'Lists the webhooks without their secrets',
  security: SIGNED_IN,
  responses: {
    200: jsonAnswer('The webhooks', webhooksSchema, WEBHOOKS),
    ...problemAnswers('forbidden', 'not-acceptable', ...SIGNED_IN_PROBLEM),
  },
});

const deleteWebhookRoute = createRoute({
  method: 'delete',
  path: '/webhooks/{webhookId}',
  operationId: 'deleteWebhook',
  summary: 'Deletes a webhook and its log',
  security: SIGNED_IN,
  request: { params: ofWebhook },
  responses: {
    204: { description: 'The webhook does not exist any more' },
    ...problemAnswers(...PROBLEM),
  },
});

const listDeliveriesRoute = createRoute({
  method: 'get',
  path: '/webhooks/{webhookId}/deliveries',
  operationId: 'listDeliveries',
  summary: 'Lists the newest deliveries of a webhook',
  security: SIGNED_IN,
  request: { params: ofWebhook },
  responses: {
    200: jsonAnswer('The deliveries', deliveriesSchema, DELIVERIES),
    ...problemAnswers(...PROBLEM, 'not-acceptable'),
  },
});

export function addWebhookRoutes(
  api: OpenAPIHono<ApiEnv>,
  { webhooks, webhookTargets, now }: WebhookDependencies,
): void {
  api.use('/webhooks/*', async (c, next) => {
    if (!isAdmin(c.get('user'))) {
      throw new ApiError('forbidden', 'Expected a user of the group admin');
    }
    await next();
  });

  api.openapi(createWebhookRoute, async (c) => {
    const { url } = c.req.valid('json');
    const message = urlFault(url, webhookTargets);
    if (message !== null) {
      throw new ApiError('invalid-request', `url: ${message}`, {
        errors: [{ path: 'url', message }],
      });
    }
    const webhook = {
      webhookId: ulid(now().getTime()),
      url,
      createdAt: now().toISOString(),
      secret: webhookSecretOf(randomBytes(SECRET_BYTES)),
    };
    if (!(await webhooks.create(webhook, MAX_WEBHOOKS))) {
      throw new ApiError('conflict', `Expected at most ${MAX_WEBHOOKS} webhooks: delete one first`);
    }
    return c.json(webhook, 201);
  });

  api.openapi(listWebhooksRoute, async (c) =>
    c.json({ webhooks: [...(await webhooks.list())] }, 200),
  );

  api.openapi(deleteWebhookRoute, async (c) => {
    const { webhookId } = c.req.valid('param');
    if (!(await webhooks.remove(webhookId))) throw noWebhookError(webhookId);
    return c.body(null, 204);
  });

  api.openapi(listDeliveriesRoute, async (c) => {
    const { webhookId } = c.req.valid('param');
    const all = await webhooks.list();
    if (!all.some((webhook) => webhook.webhookId === webhookId)) throw noWebhookError(webhookId);
    const deliveries = await webhooks.listDeliveries(webhookId, DELIVERIES_IN_LIST);
    return c.json(
      {
        deliveries: deliveries.map(({ webhookId: _, state, nextAttemptAt, ...delivery }) => ({
          ...delivery,
          state,
          nextAttemptAt: state === 'waiting' ? nextAttemptAt : null,
        })),
      },
      200,
    );
  });
}

function noWebhookError(webhookId: string): ApiError {
  return new ApiError('not-found', `No webhook has the id ${webhookId}`);
}
