import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy-of.ts';

export interface AccessLogBucketProps {
  readonly expireAfterDays: number;
  readonly isDataKept: boolean;
}

/** A private bucket to which S3 delivers who asked for what, and which forgets it as time goes by. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, { expireAfterDays, isDataKept }: AccessLogBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // S3 delivers its logs to no bucket that is encrypted with a key of ours by default.
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
