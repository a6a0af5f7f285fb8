import type { EmittedEvent } from './notification-configuration.ts';
import { formEncodeKey } from './uri-encoding.ts';

/** S3's notification as a queue, a topic or a function receives it. */
export interface S3EventMessage {
  readonly Records: readonly S3EventRecord[];
}

/** "Event message structure" of the S3 User Guide, version 2.1. */
export interface S3EventRecord {
  readonly eventVersion: '2.1';
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  readonly eventName: EmittedEvent;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: {
    readonly 'x-amz-request-id': string;
    readonly 'x-amz-id-2': string;
  };
  readonly s3: {
    readonly s3SchemaVersion: '1.0';
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: {
      /** Form-encoded: a space is `+`. */
      readonly key: string;
      /** Bytes; absent when the object was removed. */
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      /** Hexadecimal, 16 digits, increasing with each change of a key. */
      readonly sequencer: string;
    };
  };
}

/** The message that S3 sends to a destination when it is configured. */
export interface S3TestEvent {
  readonly Service: 'Amazon S3';
  readonly Event: 's3:TestEvent';
  readonly Time: string;
  readonly Bucket: string;
  readonly RequestId: string;
  readonly HostId: string;
}

/** The request that caused an event. */
export interface EventCause {
  readonly requestId: string;
  readonly hostId: string;
  readonly accessKeyId: string;
  readonly sourceIp: string;
  readonly region: string;
}

/** The change that an event describes. */
export interface ObjectChange {
  readonly name: EmittedEvent;
  readonly bucket: string;
  readonly key: string;
  readonly timeMs: number;
  readonly sequence: number;
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
  readonly byteCount?: number;
  readonly etag?: string;
}

/** Creates the message for one change and one configuration. */
export function createEventMessage(
  change: ObjectChange,
  cause: EventCause,
  configurationId: string,
): S3EventMessage {
  const { bucket } = change;
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: cause.region,
        eventTime: new Date(change.timeMs).toISOString(),
        eventName: change.name,
        userIdentity: { principalId: `AWS:${cause.accessKeyId}` },
        requestParameters: { sourceIPAddress: cause.sourceIp },
        responseElements: { 'x-amz-request-id': cause.requestId, 'x-amz-id-2': cause.hostId },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: cause.accessKeyId },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: describeObject(change),
        },
      },
    ],
  };
}

function describeObject(change: ObjectChange): S3EventRecord['s3']['object'] {
  return {
    key: formEncodeKey(change.key),
    ...(change.byteCount === undefined ? {} : { size: change.byteCount }),
    ...(change.etag === undefined ? {} : { eTag: change.etag }),
    ...(change.versionId === 'null' ? {} : { versionId: change.versionId }),
    sequencer: change.sequence.toString(16).toUpperCase().padStart(16, '0'),
  };
}
