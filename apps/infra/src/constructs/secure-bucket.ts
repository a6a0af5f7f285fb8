import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy-of.ts';

/** Number of days for which deleted and replaced versions are kept. */
const NONCURRENT_DAYS = 1;

export interface SecureBucketProps {
  /** A fixed name, for a bucket whose name others must know before it exists. */
  readonly bucketName?: string;
  readonly encryptionKey: IKey;
  /** Bucket for S3's access logs. */
  readonly accessLogs: IBucket;
  /**
   * Number of days after which objects expire, for all objects or by prefix. With prefixes the
   * bucket is not versioned, so that nothing of a replaced object remains.
   */
  readonly expireAfterDays: number | Readonly<Record<string, number>>;
  readonly isDataKept: boolean;
  /** Rules for requests from pages of other origins. */
  readonly cors?: CorsRule[];
}

/**
 * A private bucket with TLS only, encryption with a customer managed key, access logs and
 * expiration. It is versioned, unless objects expire by prefix: deleted and replaced versions are
 * kept for a day.
 */
export class SecureBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: SecureBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...(props.cors !== undefined && { cors: props.cors }),
      ...(props.bucketName !== undefined && { bucketName: props.bucketName }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      versioned: typeof props.expireAfterDays === 'number',
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: lifecycleRules(props.expireAfterDays),
      removalPolicy: removalPolicyOf(props.isDataKept),
      autoDeleteObjects: !props.isDataKept,
    });
  }
}

function lifecycleRules(days: SecureBucketProps['expireAfterDays']): LifecycleRule[] {
  const abortIncompleteMultipartUploadAfter = Duration.days(1);
  if (typeof days !== 'number') {
    return [
      { id: 'abort-uploads', abortIncompleteMultipartUploadAfter },
      ...Object.entries(days).map(([prefix, count]) => ({
        id: `expire-${prefix}`,
        prefix,
        expiration: Duration.days(count),
      })),
    ];
  }
  return [
    {
      id: 'keep-the-promise',
      expiration: Duration.days(days),
      noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
      abortIncompleteMultipartUploadAfter,
    },
    // A separate rule is needed, because S3 does not allow this together with an expiration by age.
    { id: 'remove-lone-delete-markers', expiredObjectDeleteMarker: true },
  ];
}
