import { join } from 'node:path';
import { type Delivery, openMetadata, type RejectedImage, webhooksOf } from '@miniatura/metadata';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { startLambda } from '@miniatura/test-support/start-lambda';
import { RECEIVER_CERTIFICATE, startReceiver } from '@miniatura/test-support/start-receiver';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { expect, test } from 'vitest';
import { invoke } from './lambda-runtime.ts';

/** The functions have no native code. */
const node = { command: [process.execPath] };
const WEBHOOK_ID = '01KAH3Z5J7R1T4V6X8Y0A2C4E6';
const SECRET = 'whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';
const IMAGE: RejectedImage = {
  bucket: 'originals',
  key: 'document.pdf',
  sequencer: '0A',
  uploadedBy: 'ada',
  uploadedThrough: 'api',
  uploadedAt: '2026-11-21T10:00:00.000Z',
  processedAt: '2026-11-21T10:00:01.000Z',
  expiresAt: '2026-11-28T10:00:00.000Z',
  rejectionCode: 'unsupported-type',
  rejectionMessage: 'Expected a JPEG for the image but received a PDF',
  byteCount: 77,
};
const TIMEOUT_MS = 600_000;

/** Stores a webhook and a due delivery, sends it with the packed functions, and returns its result. */
async function sendPacked(url: string): Promise<Delivery | undefined> {
  await using resources = new AsyncDisposableStack();
  const databaseUrl = `sqlite:${join(await temporaryFolder(resources), 'metadata.sqlite')}`;
  const metadata = await openMetadata({ url: databaseUrl });
  resources.defer(() => metadata.close());
  const createdAt = '2026-11-21T10:00:00.000Z';
  const webhooks = webhooksOf(metadata.db);
  await webhooks.create({ webhookId: WEBHOOK_ID, url, createdAt, secret: SECRET }, 1);
  await metadata.recordRejected(IMAGE);
  const lambda = await startLambda(resources, async (event) => {
    const { result } = await invoke(node, {
      project: 'api',
      handler: 'deliveries-handler.handler',
      environment: { DATABASE_URL: databaseUrl },
      event,
    });
    return result;
  });
  const { result } = await invoke(node, {
    project: 'api',
    handler: 'sender-handler.handler',
    environment: {
      AWS_ACCESS_KEY_ID: AWS_ACCESS.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_ACCESS.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
      DELIVERIES_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:deliveries:live',
      NODE_EXTRA_CA_CERTS: RECEIVER_CERTIFICATE,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'public-address.mjs')}`,
    },
    event: {},
  });
  expect(result).toEqual({ attemptCount: 1 });
  const [delivery] = await webhooks.listDeliveries(WEBHOOK_ID, 1);
  return delivery;
}

test(
  'What Lambda gets sends a change by https, through both functions',
  { timeout: TIMEOUT_MS },
  async () => {
    await using resources = new AsyncDisposableStack();
    const receiver = await startReceiver(resources, { protocol: 'https' });
    const delivery = await sendPacked(`https://hooks.example:${receiver.port}/hook`);
    expect(delivery).toMatchObject({ state: 'delivered', httpStatus: 204, attemptCount: 1 });
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(JSON.parse(body)).toMatchObject({
      type: 'image.rejected',
      data: { status: 'rejected' },
    });
    expect(headers).toMatchObject({
      host: `hooks.example:${receiver.port}`,
      'webhook-id': delivery?.eventId,
      'webhook-signature': expect.stringMatching(/^v1,.{44}$/) as string,
    });
  },
);

test(
  'What Lambda gets sends nothing to an address of its own machine',
  { timeout: TIMEOUT_MS },
  async () => {
    await using resources = new AsyncDisposableStack();
    const receiver = await startReceiver(resources, { protocol: 'https' });
    expect(await sendPacked(`https://localhost:${receiver.port}/hook`)).toMatchObject({
      state: 'waiting',
      failure: expect.stringContaining('Expected a public address for localhost') as string,
    });
    expect(receiver.received).toEqual([]);
  },
);
