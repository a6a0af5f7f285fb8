import { INGEST_RESOURCES } from '@miniatura/ingest/resources';
import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Code, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import {
  AuthenticationMethod,
  ManagedKafkaEventSource,
  SelfManagedKafkaEventSource,
} from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionNameOf } from '../function-names.ts';
import type { KafkaSettings } from '../stages.ts';
import { BucketAccess } from './bucket-access.ts';
import { NodeFunction } from './node-function.ts';

export interface KafkaIngestProps {
  readonly name: string;
  readonly kafka: KafkaSettings;
  readonly code: Code;
  readonly logRetentionDays: number;
  readonly originals: IBucket;
  readonly encryptionKey: IKey;
  readonly rejectionsQueue: IQueue;
  readonly isReleasedGradually: boolean;
  /** Size limit of one image; by default the function's default. */
  readonly maxBytes?: number | undefined;
}

/**
 * Stores records of a Kafka topic as originals, and sends records that are not images to a queue.
 */
export class KafkaIngest extends Construct {
  readonly ingest: NodeFunction;
  readonly #props: KafkaIngestProps;

  constructor(scope: Construct, id: string, props: KafkaIngestProps) {
    super(scope, id);
    this.#props = props;
    const { name, kafka, code, logRetentionDays, originals, rejectionsQueue, maxBytes } = props;
    const { memorySizeMB, timeoutMs } = INGEST_RESOURCES;
    this.ingest = new NodeFunction(this, 'Ingest', {
      functionName: functionNameOf(name, 'ingest'),
      description: 'Stores images from Kafka records as originals',
      code,
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      logRetentionDays,
      environment: {
        ORIGINALS_BUCKET: originals.bucketName,
        REFUSALS_QUEUE_URL: rejectionsQueue.queueUrl,
        ...(kafka.pointerBuckets && { POINTER_BUCKETS: kafka.pointerBuckets.join(',') }),
        ...(maxBytes !== undefined && { MAX_BYTES: String(maxBytes) }),
      },
    });
    this.#allow();
    this.ingest.release({ isGradual: props.isReleasedGradually });
    this.ingest.live.addEventSource(this.#eventSource());
  }

  #allow(): void {
    const { kafka, originals, encryptionKey, rejectionsQueue } = this.#props;
    const { role } = this.ingest;
    new BucketAccess(this, 'WriteOriginals', {
      role,
      bucket: originals,
      encryptionKey,
      // It reads objects to see whether an earlier delivery has stored them.
      actions: ['s3:GetObject', 's3:PutObject'],
      bucketActions: ['s3:ListBucket'],
    });
    for (const bucketName of kafka.pointerBuckets ?? []) {
      new BucketAccess(this, `Read-${bucketName}`, {
        role,
        bucket: Bucket.fromBucketName(this, bucketName, bucketName),
        encryptionKey,
        actions: ['s3:GetObject'],
        // With this permission a missing object is a 404, so that a 403 always means a wrong
        // policy.
        bucketActions: ['s3:ListBucket'],
      });
    }
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [rejectionsQueue.queueArn] }),
    );
    if ('clusterArn' in kafka) this.#allowReading(kafka.clusterArn);
  }

  /**
   * Grants the permissions of Lambda's pollers, which use the function's role, on a cluster with
   * IAM.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html
   */
  #allowReading(clusterArn: string): void {
    const { kafka } = this.#props;
    const below = (type: 'topic' | 'group', name: string) =>
      `${clusterArn.replace(':cluster/', `:${type}/`)}/${name}`;
    const statements: readonly (readonly [resource: string, actions: readonly string[]])[] = [
      [
        clusterArn,
        [
          'kafka:DescribeClusterV2',
          'kafka-cluster:Connect',
          'kafka-cluster:DescribeClusterDynamicConfiguration',
        ],
      ],
      [below('topic', kafka.topic), ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData']],
      [
        below('group', this.#consumerGroupId),
        ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
      ],
    ];
    for (const [resource, actions] of statements) {
      this.ingest.role.addToPolicy(
        new PolicyStatement({ actions: [...actions], resources: [resource] }),
      );
    }
  }

  /** A fixed id, because policies name it and offsets belong to it; a generated id would change. */
  get #consumerGroupId(): string {
    return functionNameOf(this.#props.name, 'ingest');
  }

  #eventSource(): ManagedKafkaEventSource | SelfManagedKafkaEventSource {
    const { kafka, rejectionsQueue } = this.#props;
    const shared = {
      topic: kafka.topic,
      batchSize: INGEST_RESOURCES.batchSize,
      maxBatchingWindow: Duration.millis(INGEST_RESOURCES.maxBatchingWindowMs),
      startingPosition: StartingPosition.TRIM_HORIZON,
      consumerGroupId: this.#consumerGroupId,
      // It receives batches that Lambda discards, such as those whose records have expired.
      onFailure: { bind: () => ({ destination: rejectionsQueue.queueArn }) },
    };
    if ('clusterArn' in kafka) {
      Validations.of(this.ingest.role).acknowledge({
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole]',
        reason: "AWS defines the network permissions of Lambda's pollers.",
      });
      return new ManagedKafkaEventSource({ ...shared, clusterArn: kafka.clusterArn });
    }
    return new SelfManagedKafkaEventSource({
      ...shared,
      bootstrapServers: [...kafka.bootstrapServers],
      secret: Secret.fromSecretCompleteArn(this, 'Credentials', kafka.secretArn),
      authenticationMethod: AuthenticationMethod.SASL_SCRAM_512_AUTH,
    });
  }
}
