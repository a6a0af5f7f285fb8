import { COPIES_RESOURCES, RETENTION_RESOURCES } from '@miniatura/retention/resources';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { FunctionSchedules, type ScheduledEvent } from '../constructs/function-schedules.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { WAREHOUSE_DATABASE } from '../constructs/warehouse.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import { IMAGE_BUCKETS } from '../image-buckets.ts';
import { replicaNames } from '../replica-names.ts';
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

/** The functions that purge expired data everywhere, and audit the result. */
export class RetentionStack extends Stack {
  readonly retention: NodeFunction;
  /** The function for copies in another region, if the stage has them. */
  readonly copies: NodeFunction | undefined;
  readonly #props: RetentionStackProps;

  constructor(scope: Construct, id: string, props: RetentionStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.retention = this.#retention();
    this.#allow();
    this.retention.release({ isGradual: props.settings.hasGradualReleases === true });
    new FunctionSchedules(this, 'Schedules', {
      invoked: this.retention,
      events: schedulesOf(RETENTION_RESOURCES),
    });
    if (props.settings.replicaRegion !== undefined) {
      this.copies = this.#copies(props.settings.replicaRegion);
    }
  }

  #retention(): NodeFunction {
    const { name, settings, vpc, data, analytics, assets } = this.#props;
    const { memorySizeMB, timeoutMs } = RETENTION_RESOURCES;
    return new NodeFunction(this, 'Retention', {
      functionName: functionNameOf(name, 'retention'),
      description: 'Purges expired data everywhere and audits the result',
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
        ...(analytics.lake && { LAKE_BUCKET: analytics.lake.bucket.bucketName }),
        RETENTION_DAYS: String(settings.retentionDays),
        REDSHIFT_WORKGROUP: analytics.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
      },
    });
  }

  /** Runs outside the VPC, whose gateway endpoint reaches S3 only in its own region. */
  #copies(region: string): NodeFunction {
    const { name, settings, data, assets } = this.#props;
    const replica = replicaNames(this, { name, region, generation: settings.generation });
    const copies = new NodeFunction(this, 'Copies', {
      functionName: functionNameOf(name, 'copies'),
      description: 'Purges copies of deleted and of expired objects in the other region',
      code: assets('retention'),
      handler: 'copies-handler.handler',
      memorySizeMB: COPIES_RESOURCES.memorySizeMB,
      timeoutMs: COPIES_RESOURCES.timeoutMs,
      logRetentionDays: settings.retentionDays,
      environment: {
        ORIGINALS_BUCKET: data.originals.bucketName,
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        ORIGINALS_COPIES_BUCKET: replica.bucket('originals'),
        THUMBNAILS_COPIES_BUCKET: replica.bucket('thumbnails'),
        COPIES_REGION: region,
        RETENTION_DAYS: String(settings.retentionDays),
      },
    });
    const { role } = copies;
    const { encryptionKey } = data;
    for (const bucket of IMAGE_BUCKETS) {
      role.addToPolicy(
        new PolicyStatement({
          actions: ['s3:ListBucketVersions'],
          resources: [data[bucket].bucketArn],
        }),
      );
      new BucketAccess(this, `PurgeCopies-${bucket}`, {
        role,
        bucket: Bucket.fromBucketName(this, `Copies-${bucket}`, replica.bucket(bucket)),
        encryptionKey,
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        bucketActions: ['s3:ListBucketVersions', 's3:GetBucketVersioning'],
      });
    }
    copies.release({ isGradual: settings.hasGradualReleases === true });
    new FunctionSchedules(this, 'CopiesSchedules', {
      invoked: copies,
      events: schedulesOf(COPIES_RESOURCES),
    });
    return copies;
  }

  #allow(): void {
    const { data, analytics } = this.#props;
    const buckets: Readonly<Record<string, IBucket>> = {
      Originals: data.originals,
      Thumbnails: data.thumbnails,
      StagedData: analytics.stagedData,
      ...(analytics.lake && { Lake: analytics.lake.bucket }),
    };
    for (const [bucketName, bucket] of Object.entries(buckets)) {
      // Clients may leave multipart uploads of originals incomplete; our own code uses none.
      const isPutByParts = bucket === data.originals;
      new BucketAccess(this, `Purge${bucketName}`, {
        role: this.retention.role,
        bucket,
        encryptionKey: data.encryptionKey,
        actions: [
          's3:DeleteObject',
          's3:DeleteObjectVersion',
          ...(isPutByParts ? (['s3:AbortMultipartUpload'] as const) : []),
        ],
        bucketActions: [
          's3:ListBucketVersions',
          's3:GetBucketVersioning',
          ...(isPutByParts ? (['s3:ListBucketMultipartUploads'] as const) : []),
        ],
      });
    }
    data.database.allow(this.retention, DATABASE_USERS.retention);
    analytics.warehouse.allow(this.retention);
  }
}

function schedulesOf({
  purgeEveryMinutes,
  auditEveryHours,
}: Readonly<Record<'purgeEveryMinutes' | 'auditEveryHours', number>>): Readonly<
  Record<'Purge' | 'Audit', ScheduledEvent>
> {
  return {
    Purge: {
      when: ScheduleExpression.rate(Duration.minutes(purgeEveryMinutes)),
      event: { action: 'purge' },
    },
    Audit: {
      when: ScheduleExpression.rate(Duration.hours(auditEveryHours)),
      event: { action: 'audit' },
    },
  };
}
