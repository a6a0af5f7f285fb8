import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { S3Client } from '@aws-sdk/client-s3';
import { idempotencyKeysOf, type Metadata, signingKeyOf, webhooksOf } from '@miniatura/metadata';
import { s3Quarantine } from '@miniatura/moderation';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import { mediaTypesExcept } from '@miniatura/resize/media-type';
import { createDataApi } from '@miniatura/warehouse';
import { warehouseAnswers } from './analytics/answer-questions.ts';
import type { Config } from './config.ts';
import { connectRender, type RenderOptions } from './connect-render.ts';
import type { AppDependencies } from './create-app.ts';
import { STREAMED } from './events/event-stream.ts';
import { DEFAULT_RATES } from './limit-requests.ts';
import { s3Multipart } from './multipart/s3-multipart.ts';
import { onceDone } from './once-done.ts';
import { renderUrlOf } from './render/render-links.ts';
import { s3Originals, s3Remover, s3SignedUrls } from './s3-objects.ts';

export type { RenderOptions } from './connect-render.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly redshiftData: RedshiftDataClient;
  readonly metadata: Metadata;
}

/** Shorter than in a batch, because a user is waiting for the response. */
const WAREHOUSE_RETRY_MS = 10_000;

/**
 * Creates the API's dependencies. On AWS and on a laptop, only the clients and the verification of
 * tokens differ.
 */
export function connect(
  { s3, redshiftData, metadata }: Clients,
  config: Omit<
    Config,
    | 'logLevel'
    | 'databaseUrl'
    | 'oidcIssuer'
    | 'oidcAudience'
    | 'maxBytes'
    | 'excludedTypes'
    | 'sendsWebhooks'
  > &
    RenderOptions,
): Omit<AppDependencies, 'log' | 'identifyUser'> {
  const now = () => new Date();
  const target = {
    workgroupName: config.redshiftWorkgroup,
    database: config.redshiftDatabase,
    secretArn: config.redshiftSecretArn,
  };
  const dataApi = createDataApi(redshiftData, target, { retryForMs: WAREHOUSE_RETRY_MS });
  const buckets = { originals: config.originalsBucket, thumbnails: config.thumbnailsBucket };
  const render = connectRender({ s3, metadata }, config);
  return {
    ...render,
    metadata,
    webhooks: webhooksOf(metadata.db),
    eventDelivery: STREAMED,
    now,
    multipartUploads: s3Multipart(s3, config.originalsBucket),
    multipartSecret: onceDone(() => signingKeyOf(metadata.db, 'multipart-uploads')),
    idempotencyKeys: idempotencyKeysOf(metadata.db),
    originals: s3Originals(s3, config.originalsBucket, now),
    signedUrls: {
      ...s3SignedUrls(s3, buckets, now),
      render: async (image) =>
        renderUrlOf(image, {
          apiUrl: config.apiUrl,
          secret: await render.linkSecret(),
          now: now(),
        }),
    },
    removeObject: s3Remover(s3),
    moderation: {
      metadata,
      quarantine: s3Quarantine(s3),
      thumbnailsBucket: config.thumbnailsBucket,
    },
    maxByteCount: config.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    mediaTypes: mediaTypesExcept(config.excludedTypes ?? []),
    answerQuestion: warehouseAnswers(dataApi, now),
    rates: DEFAULT_RATES,
    pageOrigin: config.pageOrigin,
    apiUrl: config.apiUrl,
  };
}
