import { RETENTION_RESOURCES } from '@miniatura/retention/resources';
import { placesIn, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { expected, type Promises } from './promised.ts';

/** What is promised besides where images are copied to another region. */
export function replicaPromises({ retentionDays }: StageSettings): Promises {
  return {
    'backups are copied to the other region, and kept no longer than promised': {
      type: 'AWS::Backup::BackupPlan',
      fault: ({ Properties: p }, all) => {
        const { BackupPlanRule: rules } = p['BackupPlan'] as {
          BackupPlanRule: readonly BackupRule[];
        };
        const vaults = resourcesOf(all, 'AWS::Backup::BackupVault')
          .filter(({ stack }) => stack === 'replica')
          .map(({ Properties: vault }) => String(vault['BackupVaultName']));
        const copies = rules.flatMap(({ CopyActions }) => CopyActions);
        return expected(
          copies.length > 0 &&
            copies.every(
              ({ DestinationBackupVaultArn: arn, Lifecycle }) =>
                vaults.includes(nameIn(arn)) && Lifecycle.DeleteAfterDays <= retentionDays,
            ),
          'are not copied, or kept for too long',
        );
      },
    },
    'copies in another region are purged soon after their sources': {
      type: 'AWS::S3::Bucket',
      fault: (bucket, all) => {
        const name = JSON.stringify(bucket.Properties['BucketName'] ?? '');
        if (bucket.stack !== 'replica' || name === '""') return undefined;
        const purger = resourcesOf(all, 'AWS::Lambda::Function').find(({ Properties: p }) =>
          JSON.stringify(p['Environment'] ?? '').includes(nameIn(name)),
        );
        if (purger === undefined) return 'is purged by nobody';
        const rates = resourcesOf(all, 'AWS::Scheduler::Schedule')
          .filter(({ Properties: p, stack }) => {
            const { Arn, Input } = p['Target'] as { Arn: unknown; Input: string };
            return placesIn(Arn, stack, all).includes(purger.place) && Input.includes('"purge"');
          })
          .map(({ Properties: p }) => minutesOf(p['ScheduleExpression']));
        const totalMinutes = RETENTION_RESOURCES.purgeEveryMinutes + Math.min(...rates, Infinity);
        return expected(totalMinutes < PROMISED_MINUTES, `may live ${totalMinutes} min too long`);
      },
    },
    'an alarm on replicas that are late is in their region, where S3 publishes the metric': {
      type: 'AWS::S3::Bucket',
      fault: (bucket, all) => {
        if (!bucket.place.startsWith('replica/Replica')) return undefined;
        const name = JSON.stringify(bucket.Properties['BucketName']);
        return expected(
          resourcesOf(all, 'AWS::CloudWatch::Alarm').some(
            ({ stack, Properties: p }) =>
              stack === bucket.stack &&
              p['MetricName'] === 'ReplicationLatency' &&
              JSON.stringify(p['Dimensions']).includes(name),
          ),
          'is late without an alarm',
        );
      },
    },
    'originals, thumbnails and their deletions are replicated to an existing bucket': {
      type: 'AWS::S3::Bucket',
      fault: (bucket, all) => {
        if (!/^data.(Originals|Thumbnails)/.test(bucket.place)) return;
        const { Rules: [rule] = [] } = (bucket.Properties['ReplicationConfiguration'] ?? {}) as {
          Rules?: readonly ReplicationRule[];
        };
        const names = resourcesOf(all, 'AWS::S3::Bucket').flatMap(({ stack, Properties: p }) =>
          stack === 'replica' ? [JSON.stringify(p['BucketName'] ?? '')] : [],
        );
        return expected(
          rule?.DeleteMarkerReplication.Status === 'Enabled' &&
            names.some((name) => name.includes(nameIn(rule.Destination.Bucket))),
          'is not replicated, or its deletions are not',
        );
      },
    },
  };
}

/** What is due is gone within the hour, everywhere. */
const PROMISED_MINUTES = 60;

function minutesOf(rate: unknown): number {
  return Number(/^rate\((\d+) minutes?\)$/.exec(String(rate))?.[1] ?? Infinity);
}

interface BackupRule {
  readonly CopyActions: readonly {
    readonly DestinationBackupVaultArn: unknown;
    readonly Lifecycle: { readonly DeleteAfterDays: number };
  }[];
}

interface ReplicationRule {
  readonly DeleteMarkerReplication: { readonly Status: string };
  readonly Destination: { readonly Bucket: unknown };
}

/** `miniatura-full-originals-us-west-2-` of a bucket's ARN. */
const nameIn = (arn: unknown): string => /miniatura-[\w-]+/.exec(JSON.stringify(arn))?.[0] ?? '?';
