import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { imageIdOf, webhooksOf } from '@miniatura/metadata';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { startLambda, type TestLambda } from '@miniatura/test-support/start-lambda';
import {
  NO_RESPONSE,
  type Receiver,
  RECEIVER_CERTIFICATE,
  startReceiver,
} from '@miniatura/test-support/start-receiver';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeliveriesHandler } from '../src/webhooks/create-deliveries-handler.ts';
import { createSenderHandler } from '../src/webhooks/create-sender-handler.ts';
import { deliveriesClient } from '../src/webhooks/deliveries-client.ts';
import { invokeFunction } from '../src/webhooks/invoke-function.ts';
import { createWebhookSender } from '../src/webhooks/send-webhook.ts';
import { webhookSecretOf } from '../src/webhooks/sign-webhook.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, type RunningApi, startApi } from './start-api.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:miniatura-dev-deliveries:live';
const SECRET = webhookSecretOf(Buffer.alloc(32, 7));
const WEBHOOK_ID = '01KAH3Z5J7R1T4V6X8Y0A2C4E6';
const SLOW_ID = '01KAH3Z5J7R1T4V6X8Y0A2C4E7';
const TIMEOUT_MS = 180_000;

let resources: AsyncDisposableStack;
let api: RunningApi;
let receiver: Receiver;
let lambda: TestLambda;
/** Called before each request to the function with the database. */
let beforeRequest: (event: { action?: string }) => void;
let clockMs: number;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  api = await startApi();
  resources.defer(() => api.stop());
  receiver = await startReceiver(resources, { protocol: 'https' });
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, readFileSync(RECEIVER_CERTIFICATE, 'utf8')]);
  resources.defer(() => setDefaultCACertificates(trusted));
  beforeRequest = () => undefined;
  clockMs = Date.now();
  const webhooks = webhooksOf(api.metadata.db);
  const handler = createDeliveriesHandler({
    webhooks,
    now: () => new Date(clockMs),
    random: () => 1,
  });
  lambda = await startLambda(resources, (event) => {
    beforeRequest(event as { action?: string });
    return handler(event);
  });
});
afterEach(() => resources.disposeAsync());

/** The handler of a new execution environment. */
function startSender() {
  const client = new LambdaClient({ ...AWS_ACCESS, endpoint: lambda.endpoint });
  resources.defer(() => client.destroy());
  return createSenderHandler({
    deliveries: deliveriesClient(invokeFunction(client, FUNCTION)),
    send: createWebhookSender({ allowsLoopback: true }),
    now: () => new Date(clockMs),
    log: api.dependencies.log,
    signal: new AbortController().signal,
  });
}

function context(remainingMs = TIMEOUT_MS) {
  return { getRemainingTimeInMillis: () => remainingMs };
}

async function createWebhook({ webhookId = WEBHOOK_ID, url = receiver.url } = {}) {
  const createdAt = new Date(clockMs).toISOString();
  await webhooksOf(api.metadata.db).create({ webhookId, url, createdAt, secret: SECRET }, 20);
}

const record = (key: string) => api.metadata.recordProcessed(processedImage({ key }));

function deliveriesTo(webhookId: string) {
  return webhooksOf(api.metadata.db).listDeliveries(webhookId, 100);
}

test('The sender gets signed requests without the secret, and sends them by https', async () => {
  await createWebhook();
  await record('signed.jpg');
  clockMs = Date.now();
  expect(await startSender()({}, context())).toEqual({ attemptCount: 1 });
  const { headers, body } = receiver.received[0]!;
  expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({
    data: { imageId: imageIdOf(ORIGINALS, 'signed.jpg'), status: 'processed' },
  });
  expect(await deliveriesTo(WEBHOOK_ID)).toMatchObject([{ state: 'delivered', httpStatus: 204 }]);
  expect(lambda.payloads.join('\n')).toContain('webhook-signature');
  for (const text of [...lambda.payloads, JSON.stringify(api.logged)]) {
    expect(text).not.toContain(SECRET.slice('whsec_'.length));
  }
});

test('A certificate that nobody trusts fails the attempt', async () => {
  setDefaultCACertificates(getCACertificates('bundled'));
  await createWebhook();
  await record('distrusted.jpg');
  clockMs = Date.now();
  await startSender()({}, context());
  expect(receiver.received).toEqual([]);
  expect(await deliveriesTo(WEBHOOK_ID)).toMatchObject([
    { state: 'waiting', failure: expect.stringContaining('certificate') as string },
  ]);
});

test('A result that cannot be recorded fails the invocation, and the event is sent again', async () => {
  await createWebhook();
  await record('first.jpg');
  await record('second.jpg');
  clockMs = Date.now();
  let recordCount = 0;
  beforeRequest = ({ action }) => {
    if (action === 'record' && (recordCount += 1) === 1) throw new Error('The database has gone');
  };
  await expect(startSender()({}, context())).rejects.toThrow(
    'Expected the result of record but received Error: The database has gone',
  );
  expect((await deliveriesTo(WEBHOOK_ID)).map(({ state }) => state).toSorted()).toEqual([
    'delivered',
    'waiting',
  ]);
  expect(await startSender()({}, context())).toEqual({ attemptCount: 0 });
  clockMs += 121_000;
  expect(await startSender()({}, context())).toEqual({ attemptCount: 1 });
  expect((await deliveriesTo(WEBHOOK_ID)).map(({ state }) => state)).toEqual([
    'delivered',
    'delivered',
  ]);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(2);
});

test('While one receiver does not respond, another invocation sends to the others', async () => {
  const ofSlow = new AsyncDisposableStack();
  const slow = await startReceiver(ofSlow);
  slow.status = NO_RESPONSE;
  await createWebhook();
  await createWebhook({ webhookId: SLOW_ID, url: slow.url });
  await record('first.jpg');
  clockMs = Date.now();
  const firstInvocation = startSender()({}, context());
  await expect.poll(() => receiver.received.length + slow.received.length).toBe(2);
  await record('second.jpg');
  clockMs = Date.now();
  const secondInvocation = startSender()({}, context());
  await expect.poll(() => receiver.received.length).toBe(2);
  await expect
    .poll(async () => (await deliveriesTo(WEBHOOK_ID)).map(({ state }) => state))
    .toEqual(['delivered', 'delivered']);
  // What is claimed is not claimed again.
  await expect.poll(() => slow.received.length).toBe(2);
  await ofSlow.disposeAsync();
  await Promise.all([firstInvocation, secondInvocation]);
  expect((await deliveriesTo(SLOW_ID)).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
});

test('Without time to send deliveries the sender claims none', async () => {
  await createWebhook();
  await record('late.jpg');
  clockMs = Date.now();
  expect(await startSender()({}, context(60_000))).toEqual({ attemptCount: 0 });
  expect(await deliveriesTo(WEBHOOK_ID)).toMatchObject([{ state: 'waiting', attemptCount: 0 }]);
  expect(await startSender()({}, context())).toEqual({ attemptCount: 1 });
});

test.each([
  [{}],
  [{ action: 'delete' }],
  [{ action: 'claim' }],
  [{ action: 'record', result: { webhookId: WEBHOOK_ID } }],
])('The request %j to the function with the database is rejected', async (event) => {
  const webhooks = webhooksOf(api.metadata.db);
  const handler = createDeliveriesHandler({ webhooks, now: () => new Date(), random: () => 1 });
  await expect(handler(event)).rejects.toThrow('invalid');
});
