import { totalmem } from 'node:os';
import { queueRetention } from '@miniatura/failures/resources';
import {
  type EventSourceMapping,
  type LocalSqs,
  type Queue,
  startEventSourceMapping,
} from '@miniatura/local-sqs';
import type { ModerationPolicy } from '@miniatura/moderation';
import type { Log } from '@miniatura/text';
import { LARGE_IMAGES } from '@miniatura/thumbnailer/resources';
import type { AltTextConnection } from './alt-text-option.ts';
import type { AwsEndpoints } from './endpoints.ts';
import {
  CREDENTIALS,
  LARGE_IMAGES_QUEUE,
  REGION,
  RETENTION_DAYS,
  THUMBNAILS_BUCKET,
} from './names.ts';
import { runLargeImageJob } from './run-large-image-job.ts';

export interface LargeImagesOptions {
  readonly endpoints: AwsEndpoints;
  readonly databaseUrl: string;
  readonly retentionDays: number;
  readonly moderationPolicy: ModerationPolicy;
  readonly altText: AltTextConnection;
  readonly script?: string | undefined;
  readonly log: Log;
}

/** The maximum of an event source mapping. A job on AWS may run longer. */
const JOB_TIMEOUT_MS = 900_000;
const RETRY_DELAY_MS = 5_000;
const BYTES_PER_MB = 1024 * 1024;

/** Creates the queue of images beyond the limits. It shares the thumbnailer's dead-letter queue. */
export function createLargeImagesQueue(sqs: LocalSqs, deadLetters: Queue): Queue {
  const queue = sqs.createQueue({ name: LARGE_IMAGES_QUEUE });
  queue.setAttributes({
    MessageRetentionPeriod: String(queueRetention(RETENTION_DAYS).eventsS),
    VisibilityTimeout: String(LARGE_IMAGES.jobTimeoutMs / 1000),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: LARGE_IMAGES.maxAttempts,
    }),
  });
  return queue;
}

/** Runs a job for each message of the queue, one at a time, in a separate process. */
export function mapLargeImages(queue: Queue, options: LargeImagesOptions): EventSourceMapping {
  const { log } = options;
  const stopping = new AbortController();
  const mapping = startEventSourceMapping({
    queue,
    batchSize: 1,
    maximumConcurrency: 1,
    functionTimeoutMs: JOB_TIMEOUT_MS,
    functionName: 'large-images',
    retryDelayMs: () => RETRY_DELAY_MS,
    onError: (error, { messageIds }) => log.error('Invocation failed', { error, messageIds }),
    async handler({ Records }) {
      const failed: { itemIdentifier: string }[] = [];
      for (const { messageId, body, attributes } of Records) {
        const isDone = await runLargeImageJob(body, {
          environment: {
            ...environmentOf(options),
            AWS_BATCH_JOB_ATTEMPT: attributes.ApproximateReceiveCount,
            AWS_BATCH_JOB_ID: messageId,
          },
          log,
          signal: stopping.signal,
        });
        if (!isDone) failed.push({ itemIdentifier: messageId });
      }
      return { batchItemFailures: failed };
    },
  });
  return {
    stop() {
      stopping.abort();
      return mapping.stop();
    },
  };
}

/** The variables of a job on AWS, and the endpoints of the stack. */
function environmentOf({
  endpoints,
  databaseUrl,
  retentionDays,
  moderationPolicy,
  altText: { altTextModelId, clients },
  script,
}: LargeImagesOptions): Readonly<Record<string, string>> {
  const { limits, memorySizeMB } = LARGE_IMAGES;
  const halfOfMachineMB = Math.floor(totalmem() / 2 / BYTES_PER_MB);
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_REKOGNITION: endpoints.rekognition,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    DATABASE_URL: databaseUrl,
    THUMBNAILS_BUCKET,
    RETENTION_DAYS: String(retentionDays),
    MODERATION_POLICY: JSON.stringify({ rules: moderationPolicy.rules }),
    MAX_BYTES: String(limits.maxBytes),
    MAX_PIXELS: String(limits.maxPixels),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(Math.min(memorySizeMB, halfOfMachineMB)),
    ...(altTextModelId !== undefined && {
      ALT_TEXT_MODEL_ID: altTextModelId,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: String(clients.bedrock?.endpoint ?? ''),
    }),
    ...(script !== undefined && { PROCESSING_SCRIPT: script }),
  };
}
