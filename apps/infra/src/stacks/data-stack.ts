import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { OBJECT_EVENTS, THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { BucketReplication } from '../constructs/bucket-replication.ts';
import { DeployStep } from '../constructs/deploy-step.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { DATABASE_NAME, ImageDatabase } from '../constructs/image-database.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { REPLICATED_BUCKETS, replicaNames } from '../replica-names.ts';
import type { StageSettings } from '../stages.ts';

export interface DataStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly assets: FunctionAssets;
  readonly isDataKept: boolean;
}

/** Everything that holds data, and what tells of its changes. */
export class DataStack extends Stack {
  readonly encryptionKey: Key;
  readonly accessLogs: IBucket;
  readonly originals: Bucket;
  readonly thumbnails: Bucket;
  readonly thumbnailerQueue: EventQueue;
  readonly database: ImageDatabase;
  readonly #props: DataStackProps;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { settings, isDataKept } = props;
    this.encryptionKey = new Key(this, 'Key', {
      description: `Encrypts what ${props.name} keeps`,
      enableKeyRotation: true,
      removalPolicy: isDataKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      expireAfterDays: settings.retentionDays,
      isDataKept,
    });
    this.originals = this.#bucket('Originals');
    this.thumbnails = this.#bucket('Thumbnails');
    if (settings.replicaRegion !== undefined) this.#replicate(settings.replicaRegion);
    this.thumbnailerQueue = this.#queueOfChanges();
    this.database = this.#database();
    this.#prepareDatabase();
    new CfnOutput(this, 'OriginalsBucket', { value: this.originals.bucketName });
    new CfnOutput(this, 'ThumbnailsBucket', { value: this.thumbnails.bucketName });
  }

  #replicate(region: string): void {
    const replica = replicaNames(this, this.#props.name, region);
    for (const bucket of REPLICATED_BUCKETS) {
      new BucketReplication(this, `Replicate-${bucket}`, {
        source: this[bucket],
        sourceKey: this.encryptionKey,
        bucket,
        replica,
      });
    }
  }

  #bucket(id: string): Bucket {
    const { isDataKept, settings } = this.#props;
    return new SecureBucket(this, id, {
      encryptionKey: this.encryptionKey,
      accessLogs: this.accessLogs,
      expireAfterDays: settings.retentionDays,
      isDataKept,
    }).bucket;
  }

  /** Originals → topic → queue. The topic lets others listen too. */
  #queueOfChanges(): EventQueue {
    const { name, settings } = this.#props;
    const topic = new Topic(this, 'OriginalsTopic', {
      displayName: `${name}: changes of the originals`,
      masterKey: this.encryptionKey,
      enforceSSL: true,
    });
    this.#publishEvents(topic);
    const queue = new EventQueue(this, 'ThumbnailerQueue', {
      queueName: `${name}-thumbnailer`,
      visibilityTimeoutMs: THUMBNAILER_RESOURCES.visibilityTimeoutMs,
      maxReceiveCount: THUMBNAILER_RESOURCES.maxReceiveCount,
      retentionDays: settings.retentionDays,
    });
    topic.addSubscription(new SqsSubscription(queue.queue));
    return queue;
  }

  /**
   * By CloudFormation alone: `addEventNotification` would bring a function that may change the
   * notifications of every bucket. The policies name the account, since the bucket comes after them.
   */
  #publishEvents(topic: Topic): void {
    const publish = new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
    });
    const { policyDependable } = topic.addToResourcePolicy(publish);
    this.encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const bucket = this.originals.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      topicConfigurations: OBJECT_EVENTS.map((event) => ({ event, topic: topic.topicArn })),
    };
    if (policyDependable !== undefined) bucket.node.addDependency(policyDependable);
  }

  #database(): ImageDatabase {
    const { vpc, settings, isDataKept } = this.#props;
    return new ImageDatabase(this, 'Database', {
      vpc,
      encryptionKey: this.encryptionKey,
      maxCapacity: settings.databaseMaxCapacity,
      backupRetentionDays: settings.retentionDays,
      isDeletionProtected: settings.isDeletionProtected,
      isDataKept,
    });
  }

  /** Users first, as the administrator; then the tables, as the one user that may change them. */
  #prepareDatabase(): void {
    const { name, vpc, assets, settings } = this.#props;
    const { cluster } = this.database;
    const shared = { logRetentionDays: settings.retentionDays };
    const users = new DeployStep(this, 'CreateDatabaseUsers', {
      ...shared,
      functionName: `${name}-create-database-users`,
      description: 'While deploying: the database users, and what each may do',
      code: assets('infra'),
      handler: 'create-database-users.handler',
      environment: {
        CLUSTER_ARN: cluster.clusterArn,
        SECRET_ARN: cluster.secret?.secretArn ?? '',
        DATABASE_NAME,
      },
    });
    cluster.secret?.grantRead(users.step.role);
    users.step.role.addToPolicy(
      new PolicyStatement({
        actions: ['rds-data:ExecuteStatement'],
        resources: [cluster.clusterArn],
      }),
    );
    users.trigger.executeAfter(this.database);

    const tables = new DeployStep(this, 'MigrateMetadata', {
      ...shared,
      functionName: `${name}-migrate-metadata`,
      description: 'While deploying: the tables of the metadata',
      code: assets('infra'),
      handler: 'migrate-metadata.handler',
      vpc,
      environment: { DATABASE_URL: this.database.urlFor(DATABASE_USERS.migrator) },
    });
    this.database.allow(tables.step, DATABASE_USERS.migrator);
    tables.trigger.executeAfter(users.trigger);
  }
}
