import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { StartingPosition, type Code } from 'aws-cdk-lib/aws-lambda';
import {
  AuthenticationMethod,
  ManagedKafkaEventSource,
  SelfManagedKafkaEventSource,
} from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { INGEST_RESOURCES } from '@miniatura/ingest/resources';
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
  readonly refusalsQueue: IQueue;
  /** Of one picture; the function's default where it is not set. */
  readonly maxBytes?: number | undefined;
}

/** Records of a Kafka topic become originals; what is no picture goes to a queue. */
export class KafkaIngest extends Construct {
  readonly ingest: NodeFunction;
  readonly #props: KafkaIngestProps;

  constructor(scope: Construct, id: string, props: KafkaIngestProps) {
    super(scope, id);
    this.#props = props;
    const { name, kafka, code, logRetentionDays, originals, refusalsQueue, maxBytes } = props;
    const { memorySizeMB, timeoutMs } = INGEST_RESOURCES;
    this.ingest = new NodeFunction(this, 'Ingest', {
      functionName: functionNameOf(name, 'ingest'),
      description: 'Kafka records: pictures among the originals',
      code,
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      logRetentionDays,
      environment: {
        ORIGINALS_BUCKET: originals.bucketName,
        REFUSALS_QUEUE_URL: refusalsQueue.queueUrl,
        ...(kafka.pointerBuckets && { POINTER_BUCKETS: kafka.pointerBuckets.join(',') }),
        ...(maxBytes !== undefined && { MAX_BYTES: String(maxBytes) }),
      },
    });
    this.#allow();
    this.ingest.function.addEventSource(this.#eventSource());
  }

  #allow(): void {
    const { kafka, originals, encryptionKey, refusalsQueue } = this.#props;
    const { role } = this.ingest;
    new BucketAccess(this, 'WriteOriginals', {
      role,
      bucket: originals,
      encryptionKey,
      // It looks at what an earlier delivery has put there.
      actions: ['s3:GetObject', 's3:PutObject'],
    });
    for (const bucketName of kafka.pointerBuckets ?? []) {
      new BucketAccess(this, `Read-${bucketName}`, {
        role,
        bucket: Bucket.fromBucketName(this, bucketName, bucketName),
        encryptionKey,
        actions: ['s3:GetObject'],
      });
    }
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [refusalsQueue.queueArn] }),
    );
  }

  #eventSource(): ManagedKafkaEventSource | SelfManagedKafkaEventSource {
    const { kafka } = this.#props;
    const shared = {
      topic: kafka.topic,
      batchSize: INGEST_RESOURCES.batchSize,
      maxBatchingWindow: Duration.millis(INGEST_RESOURCES.maxBatchingWindowMs),
      startingPosition: StartingPosition.TRIM_HORIZON,
    };
    if ('clusterArn' in kafka) {
      Validations.of(this.ingest.role).acknowledge({
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole]',
        reason: "What Lambda's pollers need of a cluster's network is AWS's to know.",
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
