import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { CorsRule, IBucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy-of.ts';

/** What is deleted or replaced is kept for as many days more. */
const NONCURRENT_DAYS = 1;

export interface SecureBucketProps {
  /** Where others have to know it beforehand. */
  readonly bucketName?: string;
  readonly encryptionKey: IKey;
  /** Where S3 logs who asked for what. */
  readonly accessLogs: IBucket;
  /**
   * After as many days an object goes. By prefixes where only those objects do: such a bucket has no
   * versions, so that nothing of a replaced object remains.
   */
  readonly expireAfterDays: number | Readonly<Record<string, number>>;
  readonly isDataKept: boolean;
  /** Who may send what from a page. */
  readonly cors?: CorsRule[];
}

/**
 * A private bucket, TLS only, encrypted with a key of ours, logged, and emptied as time goes by. It is
 * versioned, unless objects expire by prefix: what is deleted or replaced is gone for good a day later.
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
    // A rule of its own: S3 takes it in no rule with an expiration by age.
    { id: 'remove-lone-delete-markers', expiredObjectDeleteMarker: true },
  ];
}
