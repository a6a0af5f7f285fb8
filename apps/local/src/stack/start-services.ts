import { type DatabaseState, startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { type Models, startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSns } from '@miniatura/local-sns';
import { type Queue, startLocalSqs } from '@miniatura/local-sqs';
import type { DataDirectory } from './data-directory.ts';
import { type AwsEndpoints, type Endpoints, portsFrom } from './endpoints.ts';
import { createFailureQueues, type FailureQueues } from './failure-queues.ts';
import { createLargeImagesQueue } from './map-large-images.ts';
import { CREDENTIALS, REGION, THUMBNAILER_DEAD_LETTERS } from './names.ts';
import { connectTopic } from './originals-topic.ts';
import { sendToQueuesOf } from './send-to-queues.ts';
import { claimStack, releaseStack } from './stack-process.ts';
import { createThumbnailerQueues, type ThumbnailerQueues } from './thumbnailer-queues.ts';

export interface Services {
  readonly endpoints: AwsEndpoints;
  /** The queues that receive the events of the originals. */
  readonly thumbnailerQueues: ThumbnailerQueues;
  readonly failureQueues: FailureQueues;
  readonly largeImagesQueue: Queue;
  readonly warehouseState: () => DatabaseState;
  /** Opens the warehouse, unless a statement has opened it. */
  readonly openWarehouse: () => void;
}

export interface ServicesOptions {
  readonly data: DataDirectory;
  /** The first port; 0 selects free ports. */
  readonly port: number;
  /** The endpoints before a restart, which are used again. */
  readonly endpointsBefore?: Endpoints | undefined;
  readonly models: Models;
  /** Called when the warehouse does not open. The other services continue. */
  readonly onWarehouseFailure?: (error: UnusableWarehouseError) => void;
}

/** The warehouse does not start. */
export class UnusableWarehouseError extends Error {
  override readonly name = 'UnusableWarehouseError';
  readonly code = 'unusable-warehouse';

  constructor(directory: string, cause: unknown) {
    const { message } = cause as Error;
    super(`Expected a warehouse in ${directory} but it does not start: ${message}`, { cause });
  }
}

/** Starts the stand-ins for AWS, and adds their disposal to `resources`. */
export async function startServices(
  { data, port, endpointsBefore, models, onWarehouseFailure }: ServicesOptions,
  resources: AsyncDisposableStack,
): Promise<Services> {
  const ports = portsFrom(port, endpointsBefore);
  const sqs = await startLocalSqs({ directory: data.sqs, port: ports.sqs, region: REGION });
  resources.defer(() => sqs.close());
  // The store of the queues is locked: no other process can serve this data folder.
  claimStack(data);
  resources.defer(() => releaseStack(data));
  const thumbnailerQueues = createThumbnailerQueues(sqs);
  const deadLetters = sqs.getQueue(THUMBNAILER_DEAD_LETTERS);
  const failureQueues = createFailureQueues(sqs, deadLetters);
  const largeImagesQueue = createLargeImagesQueue(sqs, deadLetters);

  const sns = await startLocalSns({
    directory: data.sns,
    port: ports.sns,
    region: REGION,
    sendToQueue: sendToQueuesOf(sqs),
  });
  resources.defer(() => sns.close());
  const onEvent = await connectTopic(sns, thumbnailerQueues);

  const s3 = await startLocalS3({
    directory: data.s3,
    port: ports.s3,
    region: REGION,
    credentials: CREDENTIALS,
    onEvent,
  });
  resources.defer(() => s3.close());

  const rekognition = await startLocalRekognition({ port: ports.rekognition, ...models });
  resources.defer(() => rekognition.close());

  const redshift = await startLocalRedshiftData({
    directory: data.redshift,
    port: ports.redshiftData,
    postgresPort: ports.postgres,
    s3: { endpoint: s3.endpoint, region: REGION, credentials: CREDENTIALS },
    // PostgreSQL takes seconds to start, and images do not wait for it.
    opensLater: true,
  }).catch((cause: unknown) => {
    throw new UnusableWarehouseError(data.redshift, cause);
  });
  let isStopping = false;
  resources.defer(() => {
    isStopping = true;
    return redshift.close();
  });
  const openWarehouse = () => {
    redshift.open().catch((cause: unknown) => {
      if (!isStopping) onWarehouseFailure?.(new UnusableWarehouseError(data.redshift, cause));
    });
  };

  const endpoints = {
    s3: s3.endpoint,
    rekognition: rekognition.endpoint,
    sqs: sqs.endpoint,
    sns: sns.endpoint,
    redshiftData: redshift.endpoint,
    postgres: redshift.postgresUrl ?? '',
  };
  return {
    ...{ endpoints, thumbnailerQueues, failureQueues, largeImagesQueue },
    warehouseState: redshift.state,
    openWarehouse,
  };
}
