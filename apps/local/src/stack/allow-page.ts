import { PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';
import { ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from './names.ts';

/** Allows the page to upload originals and to read both buckets, by signed requests only. */
export async function allowPage(s3: S3Client, pageOrigin: string): Promise<void> {
  await allow(s3, ORIGINALS_BUCKET, pageOrigin, ['GET', 'HEAD', 'POST', 'PUT']);
  await allow(s3, THUMBNAILS_BUCKET, pageOrigin, ['GET', 'HEAD']);
}

async function allow(
  s3: S3Client,
  bucket: string,
  pageOrigin: string,
  methods: readonly string[],
): Promise<void> {
  const rule = {
    AllowedOrigins: [pageOrigin],
    AllowedMethods: [...methods],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3600,
  };
  await s3.send(
    new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }),
  );
}
