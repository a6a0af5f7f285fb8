import { ETL_RESOURCES } from '@miniatura/etl/resources';
import { CfnOutput, Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import { AnalystRole } from '../constructs/analyst-role.ts';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { DashboardLogin } from '../constructs/dashboard-login.ts';
import { DataLake } from '../constructs/data-lake.ts';
import { DeployStep } from '../constructs/deploy-step.ts';
import { FunctionSchedules } from '../constructs/function-schedules.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { Warehouse, WAREHOUSE_DATABASE } from '../constructs/warehouse.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface AnalyticsStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly assets: FunctionAssets;
  readonly isDataKept: boolean;
}

/** Staged files are needed only during a run; the expiration removes those that remain. */
const STAGED_DAYS = 1;
const AT_NIGHT = ScheduleExpression.cron({
  hour: '3',
  minute: '30',
  timeZone: TimeZone.ETC_UTC,
});

/** The warehouse, and the function that loads changes into it. */
export class AnalyticsStack extends Stack {
  readonly etl: NodeFunction;
  readonly stagedData: Bucket;
  readonly warehouse: Warehouse;
  /** The data lake, if the stage has one. */
  readonly lake: DataLake | undefined;
  /** How QuickSight signs in to the warehouse, if the stage has a dashboard there. */
  readonly dashboardLogin: Secret | undefined;
  readonly #props: AnalyticsStackProps;

  constructor(scope: Construct, id: string, props: AnalyticsStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { name, settings, vpc, data, isDataKept } = props;
    this.stagedData = new SecureBucket(this, 'StagedData', {
      encryptionKey: data.encryptionKey,
      accessLogs: data.accessLogs,
      expireAfterDays: STAGED_DAYS,
      isDataKept,
    }).bucket;
    this.warehouse = new Warehouse(this, 'Warehouse', {
      name,
      generation: settings.generation,
      vpc,
      encryptionKey: data.encryptionKey,
      maxCapacity: settings.warehouseMaxCapacity,
      stagedData: this.stagedData,
      clients: settings.warehouseClients ?? [],
      snapshotCopies:
        settings.replicaRegion === undefined
          ? undefined
          : { region: settings.replicaRegion, days: settings.retentionDays },
      isDataKept,
    });
    const { role: analysts } = new AnalystRole(this, 'Analysts', {
      roleName: `${name}-analysts`,
      warehouse: this.warehouse,
    });
    if (settings.hasDataLake === true) {
      this.lake = new DataLake(this, 'Lake', {
        name,
        encryptionKey: data.encryptionKey,
        accessLogs: data.accessLogs,
        retentionDays: settings.retentionDays,
        isDataKept,
        analysts,
      });
      this.lake.allowUnload(this.warehouse.loader);
    }
    if (settings.quickSight !== undefined) {
      this.dashboardLogin = new DashboardLogin(this, 'DashboardLogin');
    }
    this.etl = this.#etl();
    // New code and schedules start immediately and need the new tables.
    this.#migrateWarehouse().executeBefore(this.etl.function, this.#scheduleEtl());
    new CfnOutput(this, 'WarehouseWorkgroup', { value: this.warehouse.workgroupName });
    new CfnOutput(this, 'WarehouseAdministrator', {
      value: this.warehouse.administratorSecretName,
    });
    new CfnOutput(this, 'AnalystsRole', { value: analysts.roleArn });
    new CfnOutput(this, 'WarehouseDatabase', { value: WAREHOUSE_DATABASE });
  }

  #etl(): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const etl = new NodeFunction(this, 'Etl', {
      functionName: functionNameOf(name, 'etl'),
      description: 'Loads changes of the metadata into the warehouse',
      code: assets('etl'),
      handler: 'handler.handler',
      ...ETL_RESOURCES,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.etl),
        STAGING_BUCKET: this.stagedData.bucketName,
        REDSHIFT_WORKGROUP: this.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
        ...(this.lake && { LAKE_BUCKET: this.lake.bucket.bucketName }),
        ...(settings.repairsWarehouse && { REPAIR_WAREHOUSE: 'true' }),
      },
    });
    new BucketAccess(this, 'WriteStagedData', {
      role: etl.role,
      bucket: this.stagedData,
      encryptionKey: data.encryptionKey,
      actions: ['s3:PutObject', 's3:DeleteObject'],
      bucketActions: ['s3:ListBucket'],
    });
    this.lake?.allowDeletion(etl.role);
    data.database.allow(etl, DATABASE_USERS.etl);
    this.warehouse.allow(etl);
    etl.release({ isGradual: settings.hasGradualReleases === true });
    return etl;
  }

  #migrateWarehouse(): Trigger {
    const { name, settings, assets } = this.#props;
    const { step, trigger } = new DeployStep(this, 'MigrateWarehouse', {
      functionName: functionNameOf(name, 'migrate-warehouse'),
      description: 'Deployment: migrates the tables, views, roles and grants of the warehouse',
      code: assets('infra'),
      handler: 'migrate-warehouse.handler',
      logRetentionDays: settings.retentionDays,
      environment: {
        REDSHIFT_WORKGROUP: this.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
        REDSHIFT_SECRET: this.warehouse.administratorSecretName,
        ETL_ROLE_NAME: this.etl.role.roleName,
        // The functions are created later; the names of their roles are fixed.
        AUDITOR_ROLE_NAME: functionNameOf(name, 'retention'),
        ANALYST_ROLE_NAME: functionNameOf(name, 'api'),
        ...(this.dashboardLogin && { DASHBOARD_SECRET: this.dashboardLogin.secretArn }),
      },
    });
    if (this.dashboardLogin !== undefined) {
      step.role.addToPolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [this.dashboardLogin.secretArn],
        }),
      );
    }
    this.warehouse.allowAsAdministrator(step);
    trigger.executeAfter(this.warehouse);
    return trigger;
  }

  #scheduleEtl(): FunctionSchedules {
    return new FunctionSchedules(this, 'Schedules', {
      invoked: this.etl,
      events: {
        Changes: {
          when: ScheduleExpression.rate(Duration.minutes(this.#props.settings.etlEveryMinutes)),
          event: { action: 'run' },
        },
        Reconciliation: { when: AT_NIGHT, event: { action: 'reconcile' } },
      },
    });
  }
}
