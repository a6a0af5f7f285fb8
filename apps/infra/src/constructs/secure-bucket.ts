import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { CorsRule, IBucket } from 'aws-cdk-lib/aws-s3';
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
  /** After as many days an object goes. */
  readonly expireAfterDays: number;
  readonly isDataKept: boolean;
  /** Who may send what from a page. */
  readonly cors?: CorsRule[];
}

/**
 * A private bucket, TLS only, encrypted with a key of ours, versioned, logged, and emptied as time
 * goes by: what is deleted or replaced is gone for good a day later.
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
      versioned: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [
        {
          id: 'keep-the-promise',
          expiration: Duration.days(props.expireAfterDays),
          noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        // A rule of its own: S3 takes it in no rule with an expiration by age.
        { id: 'remove-lone-delete-markers', expiredObjectDeleteMarker: true },
      ],
      removalPolicy: removalPolicyOf(props.isDataKept),
      autoDeleteObjects: !props.isDataKept,
    });
  }
}
