import { Stack, type StackProps } from 'aws-cdk-lib';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { lockQuarantine } from '../constructs/quarantine-lock.ts';
import { removalPolicyOf } from '../constructs/removal-policy-of.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { replicaNames, REPLICATED_BUCKETS } from '../replica-names.ts';
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
    for (const bucket of REPLICATED_BUCKETS) {
      const { bucket: replica } = new SecureBucket(this, `Replica${bucket}`, {
        bucketName: names.bucket(bucket),
        encryptionKey,
        accessLogs,
        expireAfterDays: settings.retentionDays,
        isDataKept,
      });
      if (bucket === 'originals') lockQuarantine(replica, name, settings);
    }
  }
}
