import { createWebhookSender } from '@miniatura/api/send-webhook';
import { reduceGarbageCollections } from '@miniatura/local-service';
import { openMetadata, webhooksOf } from '@miniatura/metadata';
import type { ModerationPolicy } from '@miniatura/moderation';
import type { Log } from '@miniatura/text';
import type { Config, ImageLimits } from '@miniatura/thumbnailer/config';
import { LARGE_IMAGES } from '@miniatura/thumbnailer/resources';
import { loadChanges } from '../commands/load-changes.ts';
import type { KafkaSource } from '../kafka/kafka-source.ts';
import { allowPage } from './allow-page.ts';
import { connectAltText } from './alt-text-option.ts';
import { awsClients } from './aws-clients.ts';
import { BACKGROUND_DELAY_MS } from './background-delay.ts';
import { connectRetention } from './connect-retention.ts';
import { connectWarehouse } from './connect-warehouse.ts';
import { createBuckets } from './create-buckets.ts';
import { createLocalApi } from './create-local-api.ts';
import { watchDisk } from './disk-watch.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from './endpoints.ts';
import { healthLog } from './health-log.ts';
import { makeDataPrivate } from './make-data-private.ts';
import { mapFailures } from './map-failures.ts';
import { mapLargeImages } from './map-large-images.ts';
import { mapThumbnailer } from './map-thumbnailer.ts';
import { type LocalModels, localModelsOf } from './model-options.ts';
import { LARGE_IMAGES_QUEUE, ORIGINALS_TOPIC_ARN, queueUrlOf } from './names.ts';
import { scheduleEtl } from './schedule-etl.ts';
import { schedulePurge } from './schedule-purge.ts';
import { scheduleWebhooks } from './schedule-webhooks.ts';
import { stackHealth } from './stack-health.ts';
import { startFront } from './start-front.ts';
import { type ServicesOptions, startServices } from './start-services.ts';
import type { ThumbnailerQueues } from './thumbnailer-queues.ts';

export interface StackOptions extends Omit<ServicesOptions, 'models'> {
  readonly databaseUrl: string;
  readonly retentionDays: number;
  readonly moderationPolicy: ModerationPolicy;
  /** The limits of images; by default those of the thumbnailer. */
  readonly imageLimits?: ImageLimits;
  readonly excludedTypes?: Config['excludedTypes'] | undefined;
  /**
   * Whether images beyond those limits are processed in a separate process; otherwise they are
   * rejected.
   */
  readonly hasLargeImages?: boolean;
  /** Whether webhooks may call servers on this machine, for trying them. */
  readonly allowsLoopbackWebhooks?: boolean;
  /** The Kafka topic that images are read from, if any. */
  readonly kafka?: KafkaSource | undefined;
  /**
   * By default labels are measured from pixels and there is no moderation. Models are closed with
   * the stack.
   */
  readonly models?: LocalModels;
  /** The module that runs on every image. */
  readonly script?: string | undefined;
  /** Whether the schedule repairs a restored warehouse or database; otherwise it reports it. */
  readonly repairsWarehouse?: boolean;
  readonly log: Log;
  /** Called with a message when the disk is full, and when it has space again. */
  readonly report?: (sentence: string) => void;
}

export interface Stack {
  readonly endpoints: Endpoints;
  /** Stops after the work in flight. Waiting work continues at the next start. */
  stop(): Promise<void>;
}

/** Starts the complete system on loopback, and creates what is missing. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { data, databaseUrl, models = localModelsOf({}, undefined) } = options;
  reduceGarbageCollections();
  // After an error, what has started is stopped in reverse order.
  await using starting = new AsyncDisposableStack();
  makeDataPrivate(data);
  starting.defer(() => models.close());
  const disk = watchDisk({ directory: data.path, report: options.report ?? (() => undefined) });
  starting.defer(() => disk.stop());
  const log = healthLog(options.log, disk);
  const {
    endpoints: aws,
    thumbnailerQueues,
    failureQueues,
    largeImagesQueue,
    warehouseState,
    openWarehouse,
  } = await startServices(
    {
      ...options,
      models,
      onWarehouseFailure: (error) => {
        log.error('The warehouse does not start', { error });
        options.onWarehouseFailure?.(error);
      },
    },
    starting,
  );

  const metadata = await openMetadata({ url: databaseUrl });
  starting.defer(() => metadata.close());
  const clients = awsClients(aws);
  await createBuckets(clients.s3, ORIGINALS_TOPIC_ARN);

  const { allowsLoopbackWebhooks = false } = options;
  const deliveries = scheduleWebhooks({
    webhooks: webhooksOf(metadata.db),
    send: createWebhookSender({ allowsLoopback: allowsLoopbackWebhooks }),
    now: () => new Date(),
    random: Math.random,
    log,
  });
  starting.defer(() => deliveries.stop());
  const altText = await connectAltText(models.descriptionModel, starting);
  const mapping = mapThumbnailer(
    thumbnailerQueues,
    { ...clients, ...altText.clients, metadata },
    {
      ...options,
      log,
      altTextModelId: altText.altTextModelId,
      largeImagesQueueUrl: options.hasLargeImages
        ? queueUrlOf(aws.sqs, LARGE_IMAGES_QUEUE)
        : undefined,
    },
  );
  starting.defer(() => mapping.stop());
  // Also without the option, for messages of an earlier start.
  const jobs = mapLargeImages(largeImagesQueue, { ...options, endpoints: aws, altText, log });
  starting.defer(() => jobs.stop());
  const access = { clients, metadata, sqsEndpoint: aws.sqs };
  for (const each of mapFailures(failureQueues, access, log)) starting.defer(() => each.stop());
  if (options.kafka !== undefined) {
    // Its client takes half a second to load, and most stacks do not use it.
    const { consumeKafka } = await import('../kafka/consume-kafka.ts');
    const consumer = consumeKafka(options.kafka, clients, { sqsEndpoint: aws.sqs, log });
    starting.defer(() => consumer.stop());
  }

  const front = await startFront(
    {
      ...options,
      s3Endpoint: aws.s3,
      createApi: (origins) =>
        createLocalApi(
          { ...clients, metadata },
          log,
          origins,
          () =>
            stackHealth({
              ...{ clients, metadata, disk, warehouseState },
              queue: thumbnailerQueues.interactive,
            }),
          {
            maxBytes: options.hasLargeImages
              ? LARGE_IMAGES.limits.maxBytes
              : options.imageLimits?.maxBytes,
            excludedTypes: options.excludedTypes,
            allowsLoopbackWebhooks,
          },
        ),
      onError: (error) => log.error('The issuer failed', { error }),
    },
    starting,
  );
  await allowPage(clients.s3, front.page);
  const endpoints = { ...aws, ...front };
  await writeEndpoints(data.endpoints, endpoints);
  starting.defer(() => removeEndpoints(data.endpoints));

  const opening = setTimeout(openWarehouse, BACKGROUND_DELAY_MS);
  starting.defer(() => clearTimeout(opening));
  const schedule = scheduleEtl({
    run: () => loadChanges(connectWarehouse(clients, metadata), log, options),
    isBusy: () => hasWork(thumbnailerQueues),
  });
  starting.defer(() => schedule.stop());
  const purges = schedulePurge(connectRetention(clients, metadata), log);
  starting.defer(() => purges.stop());
  const running = starting.move();
  return { endpoints, stop: () => running.disposeAsync() };
}

function hasWork(queues: ThumbnailerQueues): boolean {
  return Object.values(queues).some((queue) => {
    const { visible, inFlight } = queue.counts();
    return visible + inFlight > 0;
  });
}
