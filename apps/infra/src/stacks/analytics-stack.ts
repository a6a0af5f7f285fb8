import { CfnOutput, Duration, Stack, TimeZone, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnResource as LakeFormationResource } from 'aws-cdk-lib/aws-lakeformation';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Trigger } from 'aws-cdk-lib/triggers';
import { ETL_RESOURCES } from '@miniatura/etl/resources';
import type { Construct } from 'constructs';
import { DeployStep } from '../constructs/deploy-step.ts';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { Warehouse, WAREHOUSE_DATABASE } from '../constructs/warehouse.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
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

/** Files lie there for as long as a run takes; a backstop. */
const STAGED_DAYS = 1;

/** The warehouse, and the function that carries every change into it. */
export class AnalyticsStack extends Stack {
  readonly etl: NodeFunction;
  readonly warehouse: Warehouse;
  readonly #props: AnalyticsStackProps;

  constructor(scope: Construct, id: string, props: AnalyticsStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { name, settings, vpc, data, isDataKept } = props;
    const stagedData = new SecureBucket(this, 'StagedData', {
      encryptionKey: data.encryptionKey,
      accessLogs: data.accessLogs,
      expireAfterDays: STAGED_DAYS,
      isDataKept,
    }).bucket;
    this.#registerWithLakeFormation(stagedData);
    this.warehouse = new Warehouse(this, 'Warehouse', {
      name,
      vpc,
      encryptionKey: data.encryptionKey,
      maxCapacity: settings.warehouseMaxCapacity,
      stagedData,
      isDataKept,
    });
    this.etl = this.#etl(stagedData);
    // A rate begins as soon as there is a schedule: by then the tables are to be there.
    this.#migrateWarehouse().executeBefore(...this.#scheduleEtl());
    new CfnOutput(this, 'WarehouseWorkgroup', { value: this.warehouse.workgroupName });
    new CfnOutput(this, 'WarehouseAdministrator', {
      value: this.warehouse.administratorSecretArn,
    });
    new CfnOutput(this, 'WarehouseDatabase', { value: WAREHOUSE_DATABASE });
  }

  #etl(stagedData: Bucket): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const etl = new NodeFunction(this, 'Etl', {
      functionName: `${name}-etl`,
      description: 'Changes of the metadata: into the warehouse',
      code: assets('etl'),
      handler: 'handler.handler',
      ...ETL_RESOURCES,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.etl),
        STAGING_BUCKET: stagedData.bucketName,
        REDSHIFT_WORKGROUP: this.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
      },
    });
    new BucketAccess(this, 'WriteStagedData', {
      role: etl.role,
      bucket: stagedData,
      encryptionKey: data.encryptionKey,
      actions: ['s3:PutObject', 's3:DeleteObject'],
    });
    data.database.allow(etl, DATABASE_USERS.etl);
    this.warehouse.allow(etl);
    return etl;
  }

  #migrateWarehouse(): Trigger {
    const { name, settings, assets } = this.#props;
    const { step, trigger } = new DeployStep(this, 'MigrateWarehouse', {
      functionName: `${name}-migrate-warehouse`,
      description: 'While deploying: the tables, views, roles and grants of the warehouse',
      code: assets('infra'),
      handler: 'migrate-warehouse.handler',
      logRetentionDays: settings.retentionDays,
      environment: {
        REDSHIFT_WORKGROUP: this.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
        REDSHIFT_SECRET_ARN: this.warehouse.administratorSecretArn,
        ETL_ROLE_NAME: this.etl.role.roleName,
      },
    });
    this.warehouse.allowAsAdministrator(step);
    trigger.executeAfter(this.warehouse);
    return trigger;
  }

  #scheduleEtl(): readonly Schedule[] {
    const invoker = this.#invoker();
    const { etlEveryMinutes } = this.#props.settings;
    const often = ScheduleExpression.rate(Duration.minutes(etlEveryMinutes));
    const atNight = ScheduleExpression.cron({
      hour: '3',
      minute: '30',
      timeZone: TimeZone.ETC_UTC,
    });
    return [
      this.#schedule(invoker, 'Changes', often, { action: 'run' }),
      this.#schedule(invoker, 'Reconciliation', atNight, { action: 'reconcile' }),
    ];
  }

  #invoker(): Role {
    const role = new Role(this, 'Invoker', {
      description: 'As whom the scheduler invokes the ETL',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [this.etl.function.functionArn],
      }),
    );
    return role;
  }

  #schedule(invoker: Role, id: string, schedule: ScheduleExpression, event: object): Schedule {
    return new Schedule(this, id, {
      schedule,
      target: new LambdaInvoke(this.etl.function, {
        // The target would let it invoke every version too.
        role: invoker.withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject(event),
        // A run that fails is made good by the next one.
        retryAttempts: 0,
      }),
    });
  }

  /** Lets Lake Formation say who reads the staged files beside Redshift. */
  #registerWithLakeFormation(stagedData: Bucket): void {
    const role = new Role(this, 'LakeFormationRole', {
      description: 'As whom Lake Formation reads the staged files',
      assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
    });
    const { policy } = new BucketAccess(this, 'LakeFormationAccess', {
      role,
      bucket: stagedData,
      encryptionKey: this.#props.data.encryptionKey,
      actions: ['s3:GetObject'],
    });
    const registration = new LakeFormationResource(this, 'LakeFormationRegistration', {
      resourceArn: stagedData.bucketArn,
      useServiceLinkedRole: false,
      roleArn: role.roleArn,
    });
    registration.node.addDependency(policy);
  }
}
