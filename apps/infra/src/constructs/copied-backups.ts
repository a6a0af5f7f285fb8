import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  BackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupVault,
  type IBackupVault,
} from 'aws-cdk-lib/aws-backup';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface CopiedBackupsProps {
  readonly vaultName: string;
  readonly encryptionKey: IKey;
  readonly clusterArn: string;
  /** ARN of a vault in another region. */
  readonly copyVaultArn: string;
  readonly keepCopiesDays: number;
  readonly removalPolicy: RemovalPolicy;
}

const BACKUP_POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup';
/**
 * A backup in this region is only the source of its copy: the cluster has continuous backups of its
 * own.
 */
const KEEP_SOURCE_DAYS = 1;
const AT_NIGHT = Schedule.cron({ hour: '4', minute: '30' });

/** Creates a backup of a database cluster each night, and copies it to another region. */
export class CopiedBackups extends Construct {
  readonly #vault: BackupVault;

  constructor(scope: Construct, id: string, props: CopiedBackupsProps) {
    super(scope, id);
    this.#vault = new BackupVault(this, 'Vault', {
      backupVaultName: props.vaultName,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
    const plan = new BackupPlan(this, 'Plan', { backupVault: this.#vault });
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'copy-each-night',
        scheduleExpression: AT_NIGHT,
        deleteAfter: Duration.days(KEEP_SOURCE_DAYS),
        copyActions: [
          {
            destinationBackupVault: this.#copyVault(props.copyVaultArn),
            deleteAfter: Duration.days(props.keepCopiesDays),
          },
        ],
      }),
    );
    plan.addSelection('Database', {
      resources: [BackupResource.fromArn(props.clusterArn)],
      role: this.#role(),
    });
  }

  /** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html */
  metricFailedCopies(): Metric {
    return new Metric({
      namespace: 'AWS/Backup',
      metricName: 'NumberOfCopyJobsFailed',
      dimensionsMap: { BackupVaultName: this.#vault.backupVaultName },
      statistic: 'Sum',
      period: Duration.days(1),
    });
  }

  #copyVault(arn: string): IBackupVault {
    return BackupVault.fromBackupVaultArn(this, 'CopyVault', arn);
  }

  #role(): Role {
    const role = new Role(this, 'Role', {
      description: 'Role with which AWS Backup copies the database',
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(BACKUP_POLICY)],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${BACKUP_POLICY}]`,
      reason: 'AWS maintains the permissions of its backups.',
    });
    return role;
  }
}
