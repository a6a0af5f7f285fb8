import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSns } from '@miniatura/local-sns';
import { startLocalSqs } from '@miniatura/local-sqs';
import type { DataDirectory } from './data-directory.ts';
import { portsFrom, type AwsEndpoints } from './endpoints.ts';
import { createFailureQueues, type FailureQueues } from './failure-queues.ts';
import { CREDENTIALS, REGION, THUMBNAILER_DEAD_LETTERS } from './names.ts';
import { connectTopic } from './originals-topic.ts';
import { createThumbnailerQueues, type ThumbnailerQueues } from './thumbnailer-queues.ts';

export interface Services {
  readonly endpoints: AwsEndpoints;
  /** What the originals' events arrive in. */
  readonly thumbnailerQueues: ThumbnailerQueues;
  readonly failureQueues: FailureQueues;
}

/** Starts what stands in for AWS, and leaves it to `resources` to stop it. */
export async function startServices(
  { data, port }: { readonly data: DataDirectory; readonly port: number },
  resources: AsyncDisposableStack,
): Promise<Services> {
  const ports = portsFrom(port);
  const sqs = await startLocalSqs({ directory: data.sqs, port: ports.sqs, region: REGION });
  resources.defer(() => sqs.close());
  const thumbnailerQueues = createThumbnailerQueues(sqs);
  const failureQueues = createFailureQueues(sqs, sqs.getQueue(THUMBNAILER_DEAD_LETTERS));

  const sns = await startLocalSns({
    directory: data.sns,
    port: ports.sns,
    region: REGION,
    sqsEndpoint: sqs.endpoint,
  });
  resources.defer(() => sns.close());
  const topic = await connectTopic(sns.endpoint, thumbnailerQueues);
  resources.defer(() => topic.close());

  const s3 = await startLocalS3({
    directory: data.s3,
    port: ports.s3,
    region: REGION,
    credentials: CREDENTIALS,
    onEvent: topic.publish,
  });
  resources.defer(() => s3.close());

  const rekognition = await startLocalRekognition({ port: ports.rekognition });
  resources.defer(() => rekognition.close());

  const redshift = await startLocalRedshiftData({
    directory: data.redshift,
    port: ports.redshiftData,
    postgresPort: ports.postgres,
    s3: { endpoint: s3.endpoint, region: REGION, credentials: CREDENTIALS },
  });
  resources.defer(() => redshift.close());

  const endpoints = {
    s3: s3.endpoint,
    rekognition: rekognition.endpoint,
    sqs: sqs.endpoint,
    sns: sns.endpoint,
    redshiftData: redshift.endpoint,
    postgres: redshift.postgresUrl ?? '',
  };
  return { endpoints, thumbnailerQueues, failureQueues };
}
