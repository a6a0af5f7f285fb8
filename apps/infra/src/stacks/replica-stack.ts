import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { NONCURRENT_DAYS, SecureBucket } from '../constructs/secure-bucket.ts';
import { REPLICATED_BUCKETS, replicaNames } from '../replica-names.ts';
import type { StageSettings } from '../stages.ts';

export interface ReplicaStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly isDataKept: boolean;
}

/** S3 acts on an age at the midnight after it: here on that of an object, and of what was one. */
const MIDNIGHTS = 2;

/**
 * How long a copy lives: with all that lifecycle rules wait for, it is gone within the promise, also
 * where its original was deleted by version, which S3 does not copy. Its age is that of the original.
 */
export const replicaDays = ({ retentionDays }: StageSettings): number =>
  retentionDays - NONCURRENT_DAYS - MIDNIGHTS;

/** Copies of the pictures and of their thumbnails, in another region. */
export class ReplicaStack extends Stack {
  constructor(scope: Construct, id: string, props: ReplicaStackProps) {
    super(scope, id, props);
    const { name, settings, isDataKept } = props;
    const expireAfterDays = replicaDays(settings);
    if (expireAfterDays < 1) {
      throw new Error(
        `Expected retentionDays of more than ${NONCURRENT_DAYS + MIDNIGHTS} for a stage with a ` +
          `replica but received ${settings.retentionDays}`,
      );
    }
    const names = replicaNames(this, name, this.region);
    const encryptionKey = new Key(this, 'Key', {
      description: `Encrypts the copies of what ${name} keeps`,
      alias: names.keyAlias,
      enableKeyRotation: true,
      removalPolicy: isDataKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      expireAfterDays: settings.retentionDays,
      isDataKept,
    });
    for (const bucket of REPLICATED_BUCKETS) {
      new SecureBucket(this, `Replica${bucket}`, {
        bucketName: names.bucket(bucket),
        encryptionKey,
        accessLogs,
        expireAfterDays,
        isDataKept,
      });
    }
  }
}
