import { availableParallelism, totalmem } from 'node:os';
import {
  type EventSourceMapping,
  type EventSourceMappingOptions,
  startEventSourceMapping,
} from '@miniatura/local-sqs';
import type { ModerationPolicy } from '@miniatura/moderation';
import type { Log } from '@miniatura/text';
import { createHandler } from '@miniatura/thumbnailer';
import type { Config, ImageLimits } from '@miniatura/thumbnailer/config';
import { type Clients, connect } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { THUMBNAILS_BUCKET } from './names.ts';
import { Precedence } from './precedence.ts';
import type { ThumbnailerQueues } from './thumbnailer-queues.ts';

interface ThumbnailerOptions {
  readonly retentionDays: number;
  readonly moderationPolicy: ModerationPolicy;
  readonly altTextModelId: string | undefined;
  readonly script?: string | undefined;
  readonly imageLimits?: ImageLimits;
  readonly excludedTypes?: Config['excludedTypes'] | undefined;
  readonly largeImagesQueueUrl: string | undefined;
  readonly log: Log;
}

/** Messages of a batch are processed concurrently. Two concurrent batches use all cores. */
const MAXIMUM_CONCURRENCY = 2;
/** The maximum number of events in flight. */
export const EVENTS_IN_FLIGHT = THUMBNAILER_RESOURCES.batchSize * MAXIMUM_CONCURRENCY;

/** One image uses one core. Uploads do not need a free core, because no bulk image starts before them. */
const BULK_CONCURRENCY = availableParallelism();

/** Passes the events of the originals to the thumbnailer. Uploads take precedence over imports. */
export function mapThumbnailer(
  queues: ThumbnailerQueues,
  clients: Clients,
  options: ThumbnailerOptions,
): EventSourceMapping {
  const {
    retentionDays,
    moderationPolicy,
    altTextModelId,
    script,
    log,
    imageLimits = {},
    excludedTypes,
    largeImagesQueueUrl,
  } = options;
  const config = {
    altTextModelId,
    processingScript: script,
    thumbnailsBucket: THUMBNAILS_BUCKET,
    retentionDays,
    moderationPolicy,
    imageLimits,
    excludedTypes,
    largeImagesQueueUrl,
    memoryByteCount: memoryByteCount(),
  };
  const handler = createHandler({
    ...connect(clients, config),
    log,
    countOutcomes: () => undefined,
  });
  const uploads = new Precedence();
  const map = (
    lane: Pick<EventSourceMappingOptions, 'queue' | 'handler' | 'batchSize' | 'maximumConcurrency'>,
  ) =>
    startEventSourceMapping({
      ...lane,
      functionTimeoutMs: THUMBNAILER_RESOURCES.timeoutMs,
      functionName: 'thumbnailer',
      onError: (error, { messageIds }) => log.error('Invocation failed', { error, messageIds }),
    });
  const mappings = [
    map({
      queue: queues.interactive,
      handler: (event) => uploads.run(() => handler(event)),
      batchSize: THUMBNAILER_RESOURCES.batchSize,
      maximumConcurrency: MAXIMUM_CONCURRENCY,
    }),
    map({
      queue: queues.bulk,
      handler: (event) => uploads.runAfter(() => handler(event)),
      batchSize: 1,
      maximumConcurrency: BULK_CONCURRENCY,
    }),
  ];
  return { stop: async () => void (await Promise.all(mappings.map((mapping) => mapping.stop()))) };
}

const BYTES_PER_GB = 1024 ** 3;

/** The thumbnailer's memory: a quarter of the machine, between a small and a large Lambda. */
function memoryByteCount(): number {
  return Math.min(Math.max(totalmem() / 4, BYTES_PER_GB), 4 * BYTES_PER_GB);
}
