import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { RETENTION_RESOURCES } from '@miniatura/retention/resources';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { FunctionSchedules } from '../constructs/function-schedules.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { WAREHOUSE_DATABASE } from '../constructs/warehouse.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import type { StageSettings } from '../stages.ts';
import type { AnalyticsStack } from './analytics-stack.ts';
import type { DataStack } from './data-stack.ts';

export interface RetentionStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly analytics: AnalyticsStack;
  readonly assets: FunctionAssets;
}

/** What is older than the promise goes, everywhere; and somebody looks whether it has. */
export class RetentionStack extends Stack {
  readonly retention: NodeFunction;
  readonly #props: RetentionStackProps;

  constructor(scope: Construct, id: string, props: RetentionStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.retention = this.#retention();
    this.#allow();
    const { purgeEveryMinutes, auditEveryHours } = RETENTION_RESOURCES;
    new FunctionSchedules(this, 'Schedules', {
      invoked: this.retention,
      events: {
        Purge: {
          when: ScheduleExpression.rate(Duration.minutes(purgeEveryMinutes)),
          event: { action: 'purge' },
        },
        Audit: {
          when: ScheduleExpression.rate(Duration.hours(auditEveryHours)),
          event: { action: 'audit' },
        },
      },
    });
  }

  #retention(): NodeFunction {
    const { name, settings, vpc, data, analytics, assets } = this.#props;
    const { memorySizeMB, timeoutMs } = RETENTION_RESOURCES;
    return new NodeFunction(this, 'Retention', {
      functionName: functionNameOf(name, 'retention'),
      description: 'What is older than the promise: gone everywhere, and shown to be',
      code: assets('retention'),
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.retention),
        ORIGINALS_BUCKET: data.originals.bucketName,
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        STAGING_BUCKET: analytics.stagedData.bucketName,
        RETENTION_DAYS: String(settings.retentionDays),
        REDSHIFT_WORKGROUP: analytics.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
      },
    });
  }

  #allow(): void {
    const { data, analytics } = this.#props;
    const buckets: Readonly<Record<string, IBucket>> = {
      Originals: data.originals,
      Thumbnails: data.thumbnails,
      StagedData: analytics.stagedData,
    };
    for (const [bucketName, bucket] of Object.entries(buckets)) {
      new BucketAccess(this, `Purge${bucketName}`, {
        role: this.retention.role,
        bucket,
        encryptionKey: data.encryptionKey,
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
        bucketActions: [
          's3:ListBucketVersions',
          's3:ListBucketMultipartUploads',
          's3:GetBucketVersioning',
        ],
      });
    }
    data.database.allow(this.retention, DATABASE_USERS.retention);
    analytics.warehouse.allow(this.retention);
  }
}
