import { Logger } from '@aws-lambda-powertools/logger';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { openMetadata } from '@miniatura/metadata';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { handle } from 'hono/aws-lambda';
import { loadConfig } from './config.ts';
import { connect } from './connect.ts';
import { createApp } from './create-app.ts';
import { BUFFERED } from './events/event-stream.ts';
import { gatewayUser } from './gateway-user.ts';

const config = loadConfig();
const clients = {
  s3: new S3Client(),
  redshiftData: new RedshiftDataClient(),
  metadata: await openMetadata({ url: config.databaseUrl }),
};
const identifyUser = gatewayUser({ url: config.oidcIssuer, audience: config.oidcAudience });
const log = new Logger({ ...LOGGER_OPTIONS, serviceName: 'api', logLevel: config.logLevel });

/** The entry point of the Lambda function, for events of an HTTP API. */
export const handler = handle(
  createApp({
    ...connect(clients, config),
    ...(config.sendsWebhooks && { webhookTargets: { allowsLoopback: false } }),
    identifyUser,
    eventDelivery: BUFFERED,
    log,
  }),
);
