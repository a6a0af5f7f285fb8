import { mkdir } from 'node:fs/promises';
import type { Queue } from '@miniatura/local-sqs';
import { openMetadata } from '@miniatura/metadata';
import type { ModerationPolicy } from '@miniatura/moderation';
import type { Log } from '@miniatura/thumbnailer';
import { connectAltText, type AltTextOption } from './alt-text-option.ts';
import { allowPage } from './allow-page.ts';
import { awsClients } from './aws-clients.ts';
import { carryChanges } from './carry-changes.ts';
import { collectLessOften } from './collect-less-often.ts';
import { connectRetention } from './connect-retention.ts';
import { connectWarehouse } from './connect-warehouse.ts';
import { consumeKafka, type KafkaSource } from './consume-kafka.ts';
import { createBuckets } from './create-buckets.ts';
import { createLocalApi } from './create-local-api.ts';
import type { DataDirectory } from './data-directory.ts';
import { removeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import { mapFailures } from './map-failures.ts';
import { mapThumbnailer } from './map-thumbnailer.ts';
import type { ImageLimits } from '@miniatura/thumbnailer/config';
import { ORIGINALS_TOPIC_ARN } from './names.ts';
import { scheduleEtl } from './schedule-etl.ts';
import { schedulePurge } from './schedule-purge.ts';
import { startFront } from './start-front.ts';
import { startServices } from './start-services.ts';

export interface StackOptions {
  readonly data: DataDirectory;
  /** The first of the ports; 0 takes free ones. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly retentionDays: number;
  readonly moderationPolicy: ModerationPolicy;
  /** How large images may be; the thumbnailer's defaults hold for what is not told. */
  readonly imageLimits?: ImageLimits;
  /** Where pictures come from besides S3, if anywhere. */
  readonly kafka?: KafkaSource | undefined;
  /** `labels` unless told. */
  readonly altText?: AltTextOption;
  /** The module that is run on every picture. */
  readonly script?: string | undefined;
  readonly log: Log;
}

export interface Stack {
  readonly endpoints: Endpoints;
  /** Lets what is in flight end, then stops. What waits goes on at the next start. */
  stop(): Promise<void>;
}

/** Starts the whole system on loopback, and makes what is missing. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { data, databaseUrl, log } = options;
  collectLessOften();
  // What was started before a fault is stopped again, the last first.
  await using starting = new AsyncDisposableStack();
  await mkdir(data.path, { recursive: true });
  const {
    endpoints: aws,
    thumbnailerQueue,
    failureQueues,
  } = await startServices(options, starting);

  const metadata = await openMetadata({ url: databaseUrl });
  starting.defer(() => metadata.close());
  const clients = awsClients(aws);
  await createBuckets(clients.s3, ORIGINALS_TOPIC_ARN);

  const schedule = scheduleEtl({
    run: () => carryChanges(connectWarehouse(clients, metadata), log),
    isBusy: () => hasWork(thumbnailerQueue),
  });
  starting.defer(() => schedule.stop());
  const purges = schedulePurge(connectRetention(clients, metadata), log);
  starting.defer(() => purges.stop());
  const altText = await connectAltText(options.altText ?? 'labels', starting);
  const mapping = mapThumbnailer(
    thumbnailerQueue,
    { ...clients, ...altText.clients, metadata },
    { ...options, altTextModelId: altText.altTextModelId },
  );
  starting.defer(() => mapping.stop());
  const access = { clients, metadata, sqsEndpoint: aws.sqs };
  for (const each of mapFailures(failureQueues, access, log)) starting.defer(() => each.stop());
  if (options.kafka !== undefined) {
    const consumer = await consumeKafka(options.kafka, clients, { sqsEndpoint: aws.sqs, log });
    starting.defer(() => consumer.stop());
  }

  const front = await startFront(
    {
      ...options,
      s3Endpoint: aws.s3,
      createApi: (origins) =>
        createLocalApi({ ...clients, metadata }, log, origins, options.imageLimits?.maxBytes),
      onError: (error) => log.error('The issuer failed', { error }),
    },
    starting,
  );
  await allowPage(clients.s3, front.page);
  const endpoints = { ...aws, ...front };
  await writeEndpoints(data.endpoints, endpoints);
  starting.defer(() => removeEndpoints(data.endpoints));
  const running = starting.move();
  return { endpoints, stop: () => running.disposeAsync() };
}

function hasWork(queue: Queue): boolean {
  const { visible, inFlight } = queue.counts();
  return visible + inFlight > 0;
}
