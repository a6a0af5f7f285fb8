import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { Alarms } from '../constructs/alarms.ts';
import { lockQuarantine } from '../constructs/quarantine-lock.ts';
import { removalPolicyOf } from '../constructs/removal-policy-of.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { IMAGE_BUCKETS, imageBucketName, type NamedStage } from '../image-buckets.ts';
import { type ReplicaNames, replicaNames } from '../replica-names.ts';
import { replicationLatency } from '../replication-metrics.ts';
import type { StageSettings } from '../stages.ts';

export interface ReplicaStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly isDataKept: boolean;
}

/**
 * Copies of the originals, thumbnails and database backups in another region. A function of the
 * retention stack purges them; lifecycle rules expire what remains, as for the originals.
 */
export class ReplicaStack extends Stack {
  constructor(scope: Construct, id: string, props: ReplicaStackProps) {
    super(scope, id, props);
    const { name, settings, isDataKept } = props;
    const names = replicaNames(this, {
      name,
      region: this.region,
      generation: settings.generation,
    });
    const encryptionKey = new Key(this, 'Key', {
      description: `Encrypts the copies of the data of ${name}`,
      alias: names.keyAlias,
      enableKeyRotation: true,
      removalPolicy: removalPolicyOf(isDataKept),
    });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      expireAfterDays: settings.retentionDays,
      isDataKept,
    });
    new BackupVault(this, 'Backups', {
      backupVaultName: names.vault,
      encryptionKey,
      removalPolicy: removalPolicyOf(isDataKept),
    });
    for (const bucket of IMAGE_BUCKETS) {
      const { bucket: replica } = new SecureBucket(this, `Replica${bucket}`, {
        bucketName: names.bucket(bucket),
        encryptionKey,
        accessLogs,
        expireAfterDays: settings.retentionDays,
        isDataKept,
      });
      if (bucket === 'originals') lockQuarantine(replica, name, settings);
    }
    this.#watch(names.bucket, { name, generation: settings.generation });
  }

  /** Creates the alarms on metrics that S3 publishes in this region only. */
  #watch(replicaOf: ReplicaNames['bucket'], stage: NamedStage): void {
    const alarms = new Alarms(this, 'Alarms', {
      displayName: `${stage.name}: alarms of the replicas`,
    });
    for (const bucket of IMAGE_BUCKETS) {
      alarms.above(`CopiesLate-${bucket}`, {
        metric: replicationLatency({
          source: imageBucketName(this, bucket, stage),
          destination: replicaOf(bucket),
        }),
        threshold: Duration.hours(1).toSeconds(),
        alarmDescription: 'Copies in this region are more than an hour late.',
      });
    }
    new CfnOutput(this, 'AlarmsTopic', { value: alarms.topic.topicArn });
  }
}
