import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { openMetadata } from '@miniatura/metadata';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { handle } from 'hono/aws-lambda';
import { loadRenderConfig } from './config.ts';
import { connectRender } from './connect-render.ts';
import { createRenderApp } from './create-render-app.ts';

const config = loadRenderConfig();
const clients = {
  s3: new S3Client(),
  metadata: await openMetadata({ url: config.databaseUrl }),
};
const log = new Logger({ ...LOGGER_OPTIONS, serviceName: 'render', logLevel: config.logLevel });

/** The entry point of the function that renders images, for events of an HTTP API. */
export const handler = handle(
  createRenderApp({ ...connectRender(clients, config), pageOrigin: config.pageOrigin, log }),
);
