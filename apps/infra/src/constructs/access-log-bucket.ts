import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy-of.ts';

export interface AccessLogBucketProps {
  readonly expireAfterDays: number;
  readonly isDataKept: boolean;
}

/** A private bucket for S3 access logs, which expire. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, { expireAfterDays, isDataKept }: AccessLogBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // S3 cannot deliver logs to a bucket whose default encryption uses a customer managed key.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        {
          id: 'keep-the-promise',
          expiration: Duration.days(expireAfterDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removalPolicyOf(isDataKept),
      autoDeleteObjects: !isDataKept,
    });
  }
}
