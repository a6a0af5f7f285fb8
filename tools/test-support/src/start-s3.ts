import {
  CreateBucketCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type S3EventMessage, startLocalS3 } from '@miniatura/local-s3';
import { AWS_ACCESS } from './aws-access.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The topic to which a bucket publishes. */
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';

export interface TestS3Options {
  /** The buckets to create. */
  readonly buckets: readonly string[];
  /** Those of them that get versioning. */
  readonly versionedBuckets?: readonly string[];
  readonly notifications?: BucketNotifications;
  /** The folder of all data; by default a new one that is deleted at the end. */
  readonly directory?: string;
  /** The region of the client; by default that of `AWS_ACCESS`. */
  readonly region?: string;
}

export interface BucketNotifications {
  readonly bucket: string;
  readonly events: readonly Event[];
  readonly onMessage: (message: S3EventMessage) => unknown;
}

export interface TestS3 {
  readonly endpoint: string;
  readonly s3: S3Client;
}

/** Starts S3 on loopback with buckets, and a client for it. Both end with `resources`. */
export async function startS3(
  resources: AsyncDisposableStack,
  {
    buckets,
    versionedBuckets = [],
    notifications,
    directory,
    region = AWS_ACCESS.region,
  }: TestS3Options,
): Promise<TestS3> {
  const local = await startLocalS3({
    directory: directory ?? (await temporaryFolder(resources)),
    ...(notifications && {
      onEvent: async ({ message }) => {
        if ('Records' in message) await notifications.onMessage(message);
      },
    }),
  });
  resources.defer(() => local.close());
  const s3 = new S3Client({ ...AWS_ACCESS, region, endpoint: local.endpoint });
  resources.defer(() => s3.destroy());
  for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const bucket of versionedBuckets) await enableVersioning(s3, bucket);
  if (notifications) await configureNotifications(s3, notifications);
  return { endpoint: local.endpoint, s3 };
}

async function enableVersioning(s3: S3Client, Bucket: string): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

async function configureNotifications(
  s3: S3Client,
  { bucket: Bucket, events }: BucketNotifications,
): Promise<void> {
  const TopicConfigurations = [{ TopicArn: TOPIC_ARN, Events: [...events] }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      // Without it S3 sends a test event to the destination.
      SkipDestinationValidation: true,
      NotificationConfiguration: { TopicConfigurations },
    }),
  );
}
