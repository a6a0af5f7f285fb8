import { type AppDependencies, createApp } from '@miniatura/api';
import { bearerUser } from '@miniatura/api/bearer-user';
import { type Clients, connect, type RenderOptions } from '@miniatura/api/connect';
import type { Log } from '@miniatura/text';
import {
  CLIENT_ID,
  ORIGINALS_BUCKET,
  THUMBNAILS_BUCKET,
  WAREHOUSE_DATABASE,
  WORKGROUP,
} from './names.ts';
import type { FetchApp } from './serve-app.ts';
import type { ApiOrigins } from './start-front.ts';

export interface LocalApiOptions extends RenderOptions {
  readonly allowsLoopbackWebhooks: boolean;
}

/** The API of the cloud, against a stack's endpoints and its issuer. */
export function createLocalApi(
  clients: Clients,
  log: Log,
  { issuer, pageOrigin, apiUrl }: ApiOrigins,
  checkHealth: NonNullable<AppDependencies['checkHealth']>,
  { allowsLoopbackWebhooks, ...options }: LocalApiOptions,
): FetchApp {
  const config = {
    originalsBucket: ORIGINALS_BUCKET,
    thumbnailsBucket: THUMBNAILS_BUCKET,
    pageOrigin,
    apiUrl,
    redshiftWorkgroup: WORKGROUP,
    redshiftDatabase: WAREHOUSE_DATABASE,
    redshiftSecretArn: undefined,
    ...options,
  };
  const identifyUser = bearerUser({ url: issuer, audience: CLIENT_ID });
  return createApp({
    ...connect(clients, config),
    identifyUser,
    checkHealth,
    webhookTargets: { allowsLoopback: allowsLoopbackWebhooks },
    log: withoutReads(log),
  });
}

/** Logs changes and errors only, because an open page sends requests every few seconds. */
function withoutReads(log: Log): Log {
  return {
    info(message, fields) {
      const { method, status, path } = fields;
      // Health problems are logged elsewhere.
      if (path === '/health') return;
      if ((method !== 'GET' && method !== 'OPTIONS') || Number(status) >= 400) {
        log.info(message, fields);
      }
    },
    error: (message, fields) => log.error(message, fields),
  };
}
