import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';

/** The buckets, the queues, the topic and the warehouse, on every laptop. */
export const ORIGINALS_BUCKET = 'originals';
export const THUMBNAILS_BUCKET = 'thumbnails';
export const STAGING_BUCKET = 'staging';
/** The data lake. */
export const LAKE_BUCKET = 'lake';
export const ORIGINALS_TOPIC = 'originals';
export const ORIGINALS_TOPIC_ARN = `arn:aws:sns:us-east-1:000000000000:${ORIGINALS_TOPIC}`;
export const THUMBNAILER_QUEUE = 'thumbnailer';
/** What imports and backfills bring, which may wait. */
export const BULK_QUEUE = 'thumbnailer-bulk';
export const THUMBNAILER_DEAD_LETTERS = 'thumbnailer-dead-letters';
/** What is beyond the limits of the thumbnailer. */
export const LARGE_IMAGES_QUEUE = 'large-images';
export const INGEST_REFUSALS = 'ingest-refusals';
export const PARKING_QUEUE = 'parking';

/** The URL of a queue at an SQS endpoint. */
export function queueUrlOf(sqsEndpoint: string, queueName: string): string {
  return `${sqsEndpoint}/000000000000/${queueName}`;
}

export const WORKGROUP = 'miniatura';
export const WAREHOUSE_DATABASE = 'dev';

export const REGION = 'us-east-1';
/** What the S3 endpoint takes; nothing of it is secret, since it listens on loopback only. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' } as const;

/** The page at the issuer, and so the audience of its tokens. */
export const CLIENT_ID = 'miniatura-page';

/** Where the issuer may send the browser back to: signed in, and signed out. */
export function redirectUris(pageOrigin: string): readonly [string, string] {
  return [`${pageOrigin}/signed-in`, `${pageOrigin}/`];
}

/** How long a laptop keeps pictures, and all that is known of them. */
export const RETENTION_DAYS = DEFAULT_RETENTION_DAYS;
