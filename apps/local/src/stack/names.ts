import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';

/** The names of the buckets, queues, topic and warehouse on every laptop. */
export const ORIGINALS_BUCKET = 'originals';
export const THUMBNAILS_BUCKET = 'thumbnails';
export const STAGING_BUCKET = 'staging';
/** The data lake. */
export const LAKE_BUCKET = 'lake';
export const ORIGINALS_TOPIC = 'originals';
export const ORIGINALS_TOPIC_ARN = `arn:aws:sns:us-east-1:000000000000:${ORIGINALS_TOPIC}`;
export const THUMBNAILER_QUEUE = 'thumbnailer';
/** The queue of imports and backfills, which have a lower priority. */
export const BULK_QUEUE = 'thumbnailer-bulk';
export const THUMBNAILER_DEAD_LETTERS = 'thumbnailer-dead-letters';
/** The queue of images beyond the limits of the thumbnailer. */
export const LARGE_IMAGES_QUEUE = 'large-images';
export const INGEST_REJECTIONS = 'ingest-refusals';
export const PARKING_QUEUE = 'parking';

/** Returns the URL of a queue at an SQS endpoint. */
export function queueUrlOf(sqsEndpoint: string, queueName: string): string {
  return `${sqsEndpoint}/000000000000/${queueName}`;
}

export const WORKGROUP = 'miniatura';
export const WAREHOUSE_DATABASE = 'dev';

export const REGION = 'us-east-1';
/**
 * The credentials that the S3 endpoint accepts. They are not secret, because it listens on loopback
 * only.
 */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' } as const;

/** The page's client id at the issuer, and the audience of its tokens. */
export const CLIENT_ID = 'miniatura-page';

/** The addresses to which the issuer may redirect after signing in and out. */
export function redirectUris(pageOrigin: string): readonly [string, string] {
  return [`${pageOrigin}/signed-in`, `${pageOrigin}/`];
}

/** The retention period of images and their data on a laptop. */
export const RETENTION_DAYS = DEFAULT_RETENTION_DAYS;
