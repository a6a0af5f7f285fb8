import { Logger } from '@aws-lambda-powertools/logger';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { loadSenderConfig } from './config.ts';
import { createSenderHandler } from './webhooks/create-sender-handler.ts';
import { deliveriesClient } from './webhooks/deliveries-client.ts';
import { invokeFunction } from './webhooks/invoke-function.ts';
import { createWebhookSender } from './webhooks/send-webhook.ts';

const { logLevel, deliveriesFunction } = loadSenderConfig();

/** The entry point of the function that sends webhooks. It has internet access and no database. */
export const handler = createSenderHandler({
  deliveries: deliveriesClient(invokeFunction(new LambdaClient(), deliveriesFunction)),
  send: createWebhookSender({ allowsLoopback: false }),
  now: () => new Date(),
  log: new Logger({ ...LOGGER_OPTIONS, serviceName: 'sender', logLevel }),
  // Lambda does not announce the end of an environment. Its deliveries are due again when their claims end.
  signal: new AbortController().signal,
});
