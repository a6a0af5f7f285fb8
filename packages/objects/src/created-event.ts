import { encodeObjectKey } from './object-key.ts';

/** The object of a created event. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
  readonly byteCount: number;
  readonly lastModified: Date;
  readonly sequencer: string;
  readonly principalId: string;
}

/**
 * Returns the notification that S3 sends when an object is created, for `parseObjectEvents`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function createdEvent(object: CreatedObject): object {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        eventTime: object.lastModified.toISOString(),
        userIdentity: { principalId: object.principalId },
        s3: {
          bucket: { name: object.bucket },
          object: {
            key: encodeObjectKey(object.key),
            size: object.byteCount,
            eTag: object.eTag,
            sequencer: object.sequencer,
          },
        },
      },
    ],
  };
}
