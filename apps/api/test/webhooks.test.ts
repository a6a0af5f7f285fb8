import { createdWebhookSchema, deliveriesSchema, webhooksSchema } from '@miniatura/api-contract';
import { imageIdOf, webhooksOf } from '@miniatura/metadata';
import { NO_RESPONSE, type Receiver, startReceiver } from '@miniatura/test-support/start-receiver';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { createDeliveriesHandler } from '../src/webhooks/create-deliveries-handler.ts';
import { createSenderHandler } from '../src/webhooks/create-sender-handler.ts';
import { deliveriesClient } from '../src/webhooks/deliveries-client.ts';
import { invokeDirectly } from '../src/webhooks/invoke-directly.ts';
import { createWebhookSender } from '../src/webhooks/send-webhook.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi } from './start-api.ts';

let api: RunningApi;
let receiver: Receiver;
const resources = new AsyncDisposableStack();
beforeAll(async () => {
  api = await startApi();
  resources.defer(() => api.stop());
  receiver = await startReceiver(resources);
});
afterAll(() => resources.disposeAsync());
afterEach(async () => {
  receiver.status = 204;
  receiver.received.length = 0;
  const webhooks = webhooksOf(api.metadata.db);
  for (const { webhookId } of await webhooks.list()) await webhooks.remove(webhookId);
});

function asAdmin(method: string, path: string, body?: unknown) {
  return api.ask(method, path, { groups: ['admin'], ...(body !== undefined && { body }) });
}

async function createWebhook() {
  const response = await asAdmin('POST', '/webhooks', { url: receiver.url });
  expect(response.status).toBe(201);
  return createdWebhookSchema.parse(await response.json());
}

/** Delivers what is due some milliseconds after `from`, by default now. */
async function deliver({
  from = Date.now(),
  afterMs = 0,
  send = createWebhookSender({ allowsLoopback: true }),
  signal = new AbortController().signal,
} = {}) {
  const now = () => new Date(from + afterMs);
  const webhooks = webhooksOf(api.metadata.db);
  const handler = createDeliveriesHandler({ webhooks, now, random: () => 1 });
  const deliveries = deliveriesClient(invokeDirectly(handler));
  const { log } = api.dependencies;
  const sendDue = createSenderHandler({ deliveries, send, now, log, signal });
  const { attemptCount } = await sendDue({}, { getRemainingTimeInMillis: () => 180_000 });
  return attemptCount;
}

async function deliveriesOf(webhookId: string) {
  const response = await asAdmin('GET', `/webhooks/${webhookId}/deliveries`);
  return deliveriesSchema.parse(await response.json()).deliveries;
}

const record = (key: string) => api.metadata.recordProcessed(processedImage({ key }));
const DAY_MS = 24 * 60 * 60 * 1000;

test('A change is delivered once, signed, with ids and the status only', async () => {
  const { webhookId, secret } = await createWebhook();
  await record('signed.jpg');
  expect(await deliver()).toBe(1);
  expect(await deliver({ afterMs: DAY_MS })).toBe(0);
  expect(receiver.received).toHaveLength(1);
  const { headers, body } = receiver.received[0]!;
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(verified).toEqual({
    type: 'image.processed',
    timestamp: expect.any(String) as string,
    data: { imageId: imageIdOf(ORIGINALS, 'signed.jpg'), status: 'processed' },
  });
  expect(await deliveriesOf(webhookId)).toMatchObject([
    { state: 'delivered', httpStatus: 204, attemptCount: 1, nextAttemptAt: null },
  ]);
});

test('The secret is shown once, and deleting a webhook deletes its log', async () => {
  const { webhookId, url, createdAt } = await createWebhook();
  const listed = webhooksSchema.parse(await (await asAdmin('GET', '/webhooks')).json());
  expect(listed.webhooks).toEqual([{ webhookId, url, createdAt }]);
  await record('deleted.jpg');
  expect((await asAdmin('DELETE', `/webhooks/${webhookId}`)).status).toBe(204);
  expect((await asAdmin('DELETE', `/webhooks/${webhookId}`)).status).toBe(404);
  expect((await asAdmin('GET', `/webhooks/${webhookId}/deliveries`)).status).toBe(404);
  expect(await deliver()).toBe(0);
});

test('A failed delivery is sent again later with the same id, up to ten times', async () => {
  const { webhookId } = await createWebhook();
  receiver.status = 302;
  await record('failing.jpg');
  const from = Date.now();
  await deliver({ from });
  expect(await deliveriesOf(webhookId)).toMatchObject([
    {
      state: 'waiting',
      attemptCount: 1,
      failure: 'Expected a status from 200 to 299 but received 302',
    },
  ]);
  // With the longest jitter, the second attempt follows after 10 s.
  expect(await deliver({ from, afterMs: 5000 })).toBe(0);
  for (let days = 1; days <= 12; days += 1) await deliver({ from, afterMs: days * DAY_MS });
  expect(receiver.received).toHaveLength(10);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await deliveriesOf(webhookId)).toMatchObject([{ state: 'failed', attemptCount: 10 }]);
});

test('A process that is killed while it sends leaves the delivery to the next one', async () => {
  const { webhookId } = await createWebhook();
  await record('killed.jpg');
  // The process ends after the request and before the outcome is recorded.
  const neverRecorded = new Promise<number>(() => undefined);
  const killed = deliver({ send: () => neverRecorded });
  await expect.poll(async () => (await deliveriesOf(webhookId))[0]?.attemptCount).toBe(1);
  expect(await deliver()).toBe(0);
  expect(await deliver({ afterMs: 3 * 60_000 })).toBe(1);
  expect(receiver.received).toHaveLength(1);
  expect(await deliveriesOf(webhookId)).toMatchObject([{ state: 'delivered', attemptCount: 2 }]);
  void killed;
});

test('A process that stops waits for no receiver, and leaves the delivery to the next one', async () => {
  const { webhookId } = await createWebhook();
  await record('stopped.jpg');
  receiver.status = NO_RESPONSE;
  const stopping = new AbortController();
  const stopped = deliver({ signal: stopping.signal });
  await expect.poll(() => receiver.received.length).toBe(1);
  stopping.abort();
  expect(await stopped).toBe(1);
  expect(await deliveriesOf(webhookId)).toMatchObject([{ state: 'waiting', failure: null }]);
  receiver.status = 204;
  expect(await deliver({ afterMs: 3 * 60_000 })).toBe(1);
  expect(await deliveriesOf(webhookId)).toMatchObject([{ state: 'delivered', attemptCount: 2 }]);
});

test('Only admins set webhooks, with the https URL of a public address', async () => {
  for (const [method, path] of [
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['DELETE', '/webhooks/01KAH3Z5J7R1T4V6X8Y0A2C4E6'],
    ['GET', '/webhooks/01KAH3Z5J7R1T4V6X8Y0A2C4E6/deliveries'],
  ] as const) {
    expect((await api.ask(method, path, { groups: ['analyst'] })).status).toBe(403);
  }
  const app = createApp({ ...api.dependencies, webhookTargets: { allowsLoopback: false } });
  const response = await api.ask('POST', '/webhooks', {
    groups: ['admin'],
    app,
    body: { url: 'https://169.254.169.254/latest' },
  });
  expect(await problemOf(response)).toMatchObject({
    httpStatus: 400,
    detail: 'url: Expected a public address but received 169.254.169.254',
  });
});

test('Twenty webhooks are the most', async () => {
  for (let count = 0; count < 20; count += 1) await createWebhook();
  const response = await asAdmin('POST', '/webhooks', { url: receiver.url });
  expect(await problemOf(response)).toMatchObject({ httpStatus: 409, code: 'conflict' });
});
