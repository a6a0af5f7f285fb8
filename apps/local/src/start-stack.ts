import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runEtl, type EtlDependencies } from '@miniatura/etl';
import { startEventSourceMapping, type EventSourceMapping, type Queue } from '@miniatura/local-sqs';
import { openMetadata } from '@miniatura/metadata';
import type { ModerationPolicy } from '@miniatura/moderation';
import { createHandler, type Log } from '@miniatura/thumbnailer';
import { connect, type Clients } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { connectAltText, type AltTextOption } from './alt-text-option.ts';
import { allowPage } from './allow-page.ts';
import { awsClients } from './aws-clients.ts';
import { connectRetention } from './connect-retention.ts';
import { connectWarehouse } from './connect-warehouse.ts';
import { consumeKafka, type KafkaSource } from './consume-kafka.ts';
import { createBuckets } from './create-buckets.ts';
import { createLocalApi } from './create-local-api.ts';
import type { DataDirectory } from './data-directory.ts';
import { removeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import { mapFailures } from './map-failures.ts';
import { ORIGINALS_TOPIC_ARN, THUMBNAILS_BUCKET } from './names.ts';
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

/** Messages of a batch are worked on together, and two batches at a time keep the cores busy. */
const MAXIMUM_CONCURRENCY = 2;
/** How many events are worked on at the same time. */
export const EVENTS_IN_FLIGHT = THUMBNAILER_RESOURCES.batchSize * MAXIMUM_CONCURRENCY;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

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
  const mapping = mapQueue(
    thumbnailerQueue,
    { ...clients, ...altText.clients, metadata },
    {
      ...options,
      altTextModelId: altText.altTextModelId,
    },
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
      createApi: (origins) => createLocalApi({ ...clients, metadata }, log, origins),
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

/**
 * Files pass through as buffers outside of V8's heap, of which each 64 MB would set off a marking
 * of all objects: a tenth of the processor time. Counted with the heap, they may be half of it.
 */
function collectLessOften(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--heap-growing-percent=50');
}

async function carryChanges(dependencies: EtlDependencies, log: Log): Promise<void> {
  try {
    const report = await runEtl(dependencies);
    if (report.batchCount > 0) log.info('Changes carried into the warehouse', { ...report });
  } catch (error) {
    log.error('ETL run failed', { error });
  }
}

function hasWork(queue: Queue): boolean {
  const { visible, inFlight } = queue.counts();
  return visible + inFlight > 0;
}

function mapQueue(
  queue: Queue,
  clients: Clients,
  options: StackOptions & { readonly altTextModelId: string | undefined },
): EventSourceMapping {
  const { retentionDays, moderationPolicy, altTextModelId, script, log } = options;
  const config = {
    altTextModelId,
    processingScript: script,
    thumbnailsBucket: THUMBNAILS_BUCKET,
    retentionDays,
    moderationPolicy,
    memoryByteCount: memoryByteCount(),
  };
  const handler = createHandler({
    ...connect(clients, config),
    log,
    countOutcomes: () => undefined,
  });
  return startEventSourceMapping({
    queue,
    handler,
    batchSize: THUMBNAILER_RESOURCES.batchSize,
    maximumConcurrency: MAXIMUM_CONCURRENCY,
    functionTimeoutMs: THUMBNAILER_RESOURCES.timeoutMs,
    functionName: 'thumbnailer',
    retryDelayMs: (receiveCount) => Math.min(FIRST_RETRY_MS * 2 ** receiveCount, LONGEST_RETRY_MS),
    onError: (error, { messageIds }) => log.error('Invocation failed', { error, messageIds }),
  });
}

const BYTES_PER_GB = 1024 ** 3;

/** What the thumbnailer may use: a quarter of the machine, between a small and a large Lambda. */
function memoryByteCount(): number {
  return Math.min(Math.max(totalmem() / 4, BYTES_PER_GB), 4 * BYTES_PER_GB);
}
