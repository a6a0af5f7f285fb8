import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { snsEnvelope, startEventSourceMapping, startLocalSqs } from '@miniatura/local-sqs';
import { openMetadata } from '@miniatura/metadata';
import { createHandler, type Log } from '@miniatura/thumbnailer';
import { connect } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { awsClients } from './aws-clients.ts';
import { createBuckets } from './create-buckets.ts';
import type { DataDirectory } from './data-directory.ts';
import { portsFrom, removeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import { CREDENTIALS, ORIGINALS_TOPIC_ARN, REGION, THUMBNAILS_BUCKET } from './names.ts';
import { createThumbnailerQueues } from './thumbnailer-queues.ts';

export interface StackOptions {
  readonly data: DataDirectory;
  /** The first of the ports; 0 takes free ones. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly retentionDays: number;
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
  const stopping: (() => unknown)[] = [];
  const stop = async () => {
    while (stopping.length > 0) await stopping.pop()?.();
  };
  try {
    return { endpoints: await startServices(options, stopping), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the services bottom up, each followed by what stops it. */
async function startServices(
  { data, port, databaseUrl, retentionDays, log }: StackOptions,
  stopping: (() => unknown)[],
): Promise<Endpoints> {
  await mkdir(data.path, { recursive: true });
  const ports = portsFrom(port);

  const sqs = await startLocalSqs({ directory: data.sqs, port: ports.sqs, region: REGION });
  stopping.push(() => sqs.close());
  const queue = createThumbnailerQueues(sqs);

  const s3 = await startLocalS3({
    directory: data.s3,
    port: ports.s3,
    region: REGION,
    credentials: CREDENTIALS,
    onEvent: async ({ destinationArn, message }) => {
      const body = JSON.stringify(message);
      queue.send(snsEnvelope({ topicArn: destinationArn, message: body }));
    },
  });
  stopping.push(() => s3.close());

  const rekognition = await startLocalRekognition({ port: ports.rekognition });
  stopping.push(() => rekognition.close());

  const metadata = await openMetadata({ url: databaseUrl });
  stopping.push(() => metadata.close());

  const endpoints = { s3: s3.endpoint, rekognition: rekognition.endpoint, sqs: sqs.endpoint };
  const clients = awsClients(endpoints);
  await createBuckets(clients.s3, ORIGINALS_TOPIC_ARN);

  const handler = createHandler({
    ...connect(
      { ...clients, metadata },
      { thumbnailsBucket: THUMBNAILS_BUCKET, retentionDays, memoryByteCount: memoryByteCount() },
    ),
    log,
    countOutcomes: () => undefined,
  });
  const mapping = startEventSourceMapping({
    queue,
    handler,
    batchSize: THUMBNAILER_RESOURCES.batchSize,
    maximumConcurrency: MAXIMUM_CONCURRENCY,
    functionTimeoutMs: THUMBNAILER_RESOURCES.timeoutMs,
    functionName: 'thumbnailer',
    retryDelayMs: (receiveCount) => Math.min(FIRST_RETRY_MS * 2 ** receiveCount, LONGEST_RETRY_MS),
    onError: (error, { messageIds }) => log.error('Invocation failed', { error, messageIds }),
  });
  stopping.push(() => mapping.stop());

  await writeEndpoints(data.endpoints, endpoints);
  stopping.push(() => removeEndpoints(data.endpoints));
  return endpoints;
}

const BYTES_PER_GB = 1024 ** 3;

/** What the thumbnailer may use: a quarter of the machine, between a small and a large Lambda. */
function memoryByteCount(): number {
  return Math.min(Math.max(totalmem() / 4, BYTES_PER_GB), 4 * BYTES_PER_GB);
}
