import { FAILURES_RESOURCES, queueRetention } from '@miniatura/failures/resources';
import { type Lane, LANES } from '@miniatura/thumbnailer/lanes';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { BucketReplication } from '../constructs/bucket-replication.ts';
import { CopiedBackups } from '../constructs/copied-backups.ts';
import { DeployStep } from '../constructs/deploy-step.ts';
import { EventQueues, secureQueueProps } from '../constructs/event-queues.ts';
import { DATABASE_NAME, ImageDatabase } from '../constructs/image-database.ts';
import { createOriginalsTopic } from '../constructs/originals-topic.ts';
import { lockQuarantine } from '../constructs/quarantine-lock.ts';
import { removalPolicyOf } from '../constructs/removal-policy-of.ts';
import { SecureBucket } from '../constructs/secure-bucket.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { type ImageBucket, imageBucketName } from '../image-buckets.ts';
import { replicaNames } from '../replica-names.ts';
import type { ReplicatedBuckets } from '../replication-metrics.ts';
import type { StageSettings } from '../stages.ts';

export interface DataStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly assets: FunctionAssets;
  /** Origin of the page, which may read the images. */
  readonly pageOrigin: string;
  readonly isDataKept: boolean;
}

/** Ids of the buckets, which are part of the prefixes of their access logs. */
const BUCKET_IDS: Readonly<Record<ImageBucket, string>> = {
  originals: 'Originals',
  thumbnails: 'Thumbnails',
};

/** All resources with data, and the topic and queues that report its changes. */
export class DataStack extends Stack {
  readonly encryptionKey: Key;
  readonly accessLogs: IBucket;
  readonly originals: Bucket;
  readonly thumbnails: Bucket;
  readonly originalsTopic: Topic;
  readonly thumbnailerQueues: EventQueues;
  readonly parkingQueue: Queue;
  readonly rejectionsQueue: Queue | undefined;
  readonly database: ImageDatabase;
  /** The replicated buckets with their replicas; empty if the stage has none. */
  readonly replicated: Partial<Readonly<Record<ImageBucket, ReplicatedBuckets>>>;
  readonly copiedBackups: CopiedBackups | undefined;
  readonly #props: DataStackProps;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { settings, isDataKept } = props;
    this.encryptionKey = new Key(this, 'Key', {
      description: `Encrypts the data of ${props.name}`,
      enableKeyRotation: true,
      removalPolicy: removalPolicyOf(isDataKept),
    });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      expireAfterDays: settings.retentionDays,
      isDataKept,
    });
    const read = [HttpMethods.GET, HttpMethods.HEAD];
    this.originals = this.#bucket('originals', [...read, HttpMethods.POST, HttpMethods.PUT]);
    this.thumbnails = this.#bucket('thumbnails', read);
    this.replicated =
      settings.replicaRegion === undefined ? {} : this.#replicate(settings.replicaRegion);
    lockQuarantine(this.originals, props.name, settings);
    this.originalsTopic = createOriginalsTopic(this, {
      name: props.name,
      encryptionKey: this.encryptionKey,
      originals: this.originals,
    });
    this.thumbnailerQueues = this.#queuesOfChanges(this.originalsTopic);
    this.parkingQueue = this.#parkingQueue();
    if (settings.kafka !== undefined) this.rejectionsQueue = this.#rejectionsQueue();
    this.database = this.#database();
    if (settings.replicaRegion !== undefined) {
      this.copiedBackups = this.#copyBackups(settings.replicaRegion);
    }
    this.#prepareDatabase();
    new CfnOutput(this, 'OriginalsBucket', { value: this.originals.bucketName });
    new CfnOutput(this, 'ThumbnailsBucket', { value: this.thumbnails.bucketName });
  }

  #replicate(region: string): Readonly<Record<ImageBucket, ReplicatedBuckets>> {
    const { name, settings } = this.#props;
    const replica = replicaNames(this, { name, region, generation: settings.generation });
    const replicate = (bucket: ImageBucket): ReplicatedBuckets => {
      const source = this[bucket];
      new BucketReplication(this, `Replicate-${bucket}`, {
        source,
        sourceKey: this.encryptionKey,
        bucket,
        replica,
      });
      return { source: source.bucketName, destination: replica.bucket(bucket) };
    };
    return { originals: replicate('originals'), thumbnails: replicate('thumbnails') };
  }

  /** A copy is kept as long as the cluster's own backups, so that data is nowhere kept longer. */
  #copyBackups(region: string): CopiedBackups {
    const { name, settings, isDataKept } = this.#props;
    const { vault, vaultArn } = replicaNames(this, {
      name,
      region,
      generation: settings.generation,
    });
    return new CopiedBackups(this, 'CopiedBackups', {
      vaultName: vault,
      encryptionKey: this.encryptionKey,
      clusterArn: this.database.cluster.clusterArn,
      copyVaultArn: vaultArn,
      keepCopiesDays: settings.retentionDays,
      removalPolicy: removalPolicyOf(isDataKept),
    });
  }

  #bucket(bucket: ImageBucket, methods: readonly HttpMethods[]): Bucket {
    const { name, isDataKept, pageOrigin, settings } = this.#props;
    const { generation } = settings;
    return new SecureBucket(this, BUCKET_IDS[bucket], {
      bucketName: imageBucketName(this, bucket, { name, generation }),
      encryptionKey: this.encryptionKey,
      accessLogs: this.accessLogs,
      expireAfterDays: settings.retentionDays,
      isDataKept,
      cors: [
        {
          allowedOrigins: [pageOrigin],
          allowedMethods: [...methods],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
    }).bucket;
  }

  /**
   * Creates the subscriptions from the topic of originals to the queues, which divide the events.
   */
  #queuesOfChanges(topic: Topic): EventQueues {
    const { name, settings } = this.#props;
    const lanes = new EventQueues(this, 'ThumbnailerQueue', {
      queueName: `${name}-thumbnailer`,
      visibilityTimeoutMs: THUMBNAILER_RESOURCES.visibilityTimeoutMs,
      maxReceiveCount: THUMBNAILER_RESOURCES.maxReceiveCount,
      deadLetterVisibilityTimeoutMs: FAILURES_RESOURCES.visibilityTimeoutMs,
      retentionS: queueRetention(settings.retentionDays).eventsS,
      deadLetterRetentionS: queueRetention(settings.retentionDays).deadLettersS,
    });
    for (const [lane, queue] of Object.entries(lanes.queues)) {
      // An event that SNS cannot deliver also becomes a dead letter; a redrive sends it to the
      // first queue.
      const { node } = topic.addSubscription(
        new SqsSubscription(queue, { deadLetterQueue: lanes.deadLetters }),
      );
      const subscription = node.defaultChild as CfnSubscription;
      // CDK's filter policies do not support `anything-but` with a prefix.
      subscription.filterPolicyScope = 'MessageBody';
      subscription.filterPolicy = LANES[lane as Lane].filterPolicy;
    }
    return lanes;
  }

  /** The queue of parked messages, which wait until somebody redrives them. It has no consumer. */
  #parkingQueue(): Queue {
    const { name, settings } = this.#props;
    const queue = new Queue(this, 'ParkingQueue', {
      ...secureQueueProps(queueRetention(settings.retentionDays).parkingS),
      queueName: `${name}-parking`,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Its messages are dead letters already, and wait for an operator.',
    });
    return queue;
  }

  /** The queue of rejected Kafka records, from which they are moved to the parking queue. */
  #rejectionsQueue(): Queue {
    const { name, settings } = this.#props;
    const queue = new Queue(this, 'RefusalsQueue', {
      ...secureQueueProps(queueRetention(settings.retentionDays).deadLettersS),
      queueName: `${name}-refusals`,
      visibilityTimeout: Duration.millis(FAILURES_RESOURCES.visibilityTimeoutMs),
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Its messages are failures, and are parked like dead letters.',
    });
    return queue;
  }

  #database(): ImageDatabase {
    const { vpc, settings, isDataKept } = this.#props;
    return new ImageDatabase(this, 'Database', {
      vpc,
      encryptionKey: this.encryptionKey,
      maxCapacity: settings.databaseMaxCapacity,
      backupRetentionDays: settings.retentionDays,
      hasReader: settings.hasDatabaseReader === true,
      isDeletionProtected: settings.isDeletionProtected,
      isDataKept,
    });
  }

  /**
   * Creates the users as the administrator, and then the tables as the only user that may change
   * them.
   */
  #prepareDatabase(): void {
    const { name, vpc, assets, settings } = this.#props;
    const { cluster } = this.database;
    const shared = { logRetentionDays: settings.retentionDays };
    const users = new DeployStep(this, 'CreateDatabaseUsers', {
      ...shared,
      functionName: `${name}-create-database-users`,
      description: 'Deployment: creates the database users and their privileges',
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
      description: 'Deployment: migrates the tables of the metadata',
      code: assets('infra'),
      handler: 'migrate-metadata.handler',
      vpc,
      environment: { DATABASE_URL: this.database.urlFor(DATABASE_USERS.migrator) },
    });
    this.database.allow(tables.step, DATABASE_USERS.migrator);
    tables.trigger.executeAfter(users.trigger);
  }
}
