import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  NotFound,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { LAKE_BUCKET, ORIGINALS_BUCKET, STAGING_BUCKET, THUMBNAILS_BUCKET } from './names.ts';

/** As on AWS: uploads in parts can be resumed for a day. */
const ABORT_UPLOADS_AFTER_DAYS = 1;

/** Creates missing buckets, aborts abandoned uploads by a lifecycle rule, and sends the originals' events to the topic. */
export async function createBuckets(s3: S3Client, topicArn: string): Promise<void> {
  await createBucket(s3, ORIGINALS_BUCKET);
  await createBucket(s3, THUMBNAILS_BUCKET);
  await createBucket(s3, STAGING_BUCKET);
  await createBucket(s3, LAKE_BUCKET);
  await abortAbandonedUploads(s3, ORIGINALS_BUCKET);
  const { TopicConfigurations = [] } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: ORIGINALS_BUCKET }),
  );
  if (TopicConfigurations.some(({ TopicArn }) => TopicArn === topicArn)) return;
  const Events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: ORIGINALS_BUCKET,
      NotificationConfiguration: {
        TopicConfigurations: [{ TopicArn: topicArn, Events: [...Events] }],
      },
    }),
  );
}

async function abortAbandonedUploads(s3: S3Client, bucket: string): Promise<void> {
  const rule = {
    ID: 'abort-uploads',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS },
  } as const;
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: bucket,
      LifecycleConfiguration: { Rules: [rule] },
    }),
  );
}

async function createBucket(s3: S3Client, bucket: string): Promise<void> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}
