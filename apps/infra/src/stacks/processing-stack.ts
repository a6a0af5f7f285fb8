import { join, posix } from 'node:path';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, LayerVersion, type ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { FAILURES_RESOURCES } from '@miniatura/failures/resources';
import type { ImageLimits } from '@miniatura/thumbnailer/config';
import { memorySizeFor, THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { KafkaIngest } from '../constructs/kafka-ingest.ts';
import { ModelAccess } from '../constructs/model-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface ProcessingStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly assets: FunctionAssets;
}

const WORKSPACE_ROOT = join(import.meta.dirname, '../../../..');
/** Where Lambda unpacks a layer. */
const LAYER_ROOT = '/opt';

/** As the thumbnailer's environment names them. */
const LIMIT_VARIABLES = {
  maxBytes: 'MAX_BYTES',
  maxPixels: 'MAX_PIXELS',
  maxFrames: 'MAX_FRAMES',
} as const satisfies Record<keyof ImageLimits, string>;

const limitVariables = (limits: ImageLimits): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      LIMIT_VARIABLES[name as keyof ImageLimits],
      String(limit),
    ]),
  );

/** What a stage may choose for its pictures; where it does not, the thumbnailer's defaults hold. */
const chosenEnvironment = ({
  altTextModelId,
  moderationPolicy,
  processingScript: script,
  imageLimits = {},
}: StageSettings): Readonly<Record<string, string>> => ({
  ...(altTextModelId !== undefined && { ALT_TEXT_MODEL_ID: altTextModelId }),
  ...(moderationPolicy !== undefined && { MODERATION_POLICY: JSON.stringify(moderationPolicy) }),
  ...limitVariables(imageLimits),
  ...(script !== undefined && { PROCESSING_SCRIPT: posix.join(LAYER_ROOT, script.module) }),
});

/** Objects come and go: thumbnails, labels and rows follow; what fails for good is parked. */
export class ProcessingStack extends Stack {
  readonly thumbnailer: NodeFunction;
  readonly failures: NodeFunction;
  readonly ingest: NodeFunction | undefined;
  readonly #props: ProcessingStackProps;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { name, settings, data, assets } = props;
    this.thumbnailer = this.#thumbnailer();
    this.#allowThumbnailer(data);
    this.failures = this.#failures();
    this.#allowFailures(data);
    if (settings.kafka !== undefined && data.refusalsQueue !== undefined) {
      this.ingest = new KafkaIngest(this, 'Kafka', {
        name,
        kafka: settings.kafka,
        code: assets('ingest'),
        logRetentionDays: settings.retentionDays,
        originals: data.originals,
        encryptionKey: data.encryptionKey,
        refusalsQueue: data.refusalsQueue,
        maxBytes: settings.imageLimits?.maxBytes,
      }).ingest;
    }
  }

  #thumbnailer(): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const { timeoutMs } = THUMBNAILER_RESOURCES;
    const memorySizeMB = memorySizeFor(settings.imageLimits);
    const thumbnailer = new NodeFunction(this, 'Thumbnailer', {
      functionName: functionNameOf(name, 'thumbnailer'),
      description: 'Object created: thumbnails, labels and a row',
      code: assets('thumbnailer'),
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.thumbnailer),
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        RETENTION_DAYS: String(settings.retentionDays),
        ...chosenEnvironment(settings),
      },
      layers: this.#scriptLayers(),
    });
    const { interactive, bulk } = data.thumbnailerQueues.queues;
    const { batchSize, bulkBatchSize } = THUMBNAILER_RESOURCES;
    const { thumbnailerMaxConcurrency, bulkMaxConcurrency } = settings;
    for (const [queue, props] of [
      [interactive, { batchSize, maxConcurrency: thumbnailerMaxConcurrency }],
      [bulk, { batchSize: bulkBatchSize, maxConcurrency: bulkMaxConcurrency }],
    ] as const) {
      thumbnailer.function.addEventSource(
        new SqsEventSource(queue, { ...props, reportBatchItemFailures: true }),
      );
    }
    return thumbnailer;
  }

  /** The files of the stage's script, which the function finds below `/opt`. */
  #scriptLayers(): readonly ILayerVersion[] {
    const { processingScript: script } = this.#props.settings;
    if (script === undefined) return [];
    return [
      new LayerVersion(this, 'ProcessingScript', {
        description: 'What the thumbnailer runs on every picture',
        code: Code.fromAsset(join(WORKSPACE_ROOT, script.folder)),
      }),
    ];
  }

  #allowThumbnailer({ originals, thumbnails, encryptionKey, database }: DataStack): void {
    const { role } = this.thumbnailer;
    // What moderation holds back moves within the bucket, all versions of it.
    new BucketAccess(this, 'MoveOriginals', {
      role,
      bucket: originals,
      encryptionKey,
      actions: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
      ],
      bucketActions: ['s3:ListBucket', 's3:ListBucketVersions'],
    });
    // It copies those of a picture that it has met before.
    new BucketAccess(this, 'WriteThumbnails', {
      role,
      bucket: thumbnails,
      encryptionKey,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      bucketActions: ['s3:ListBucket'],
    });
    database.allow(this.thumbnailer, DATABASE_USERS.thumbnailer);
    this.thumbnailer.allowOnAllResources('Rekognition', {
      actions: ['rekognition:DetectLabels', 'rekognition:DetectModerationLabels'],
      reason: 'Rekognition has no resource to name for pictures that are sent as bytes.',
    });
    const { altTextModelId } = this.#props.settings;
    if (altTextModelId !== undefined) {
      new ModelAccess(this, 'WriteAltTexts', { role, modelId: altTextModelId });
    }
  }

  #failures(): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const { memorySizeMB, timeoutMs, batchSize } = FAILURES_RESOURCES;
    const failures = new NodeFunction(this, 'Failures', {
      functionName: functionNameOf(name, 'failures'),
      description: 'Dead letters: recorded, counted and parked; put back when asked to',
      code: assets('failures'),
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.failures),
        PARKING_QUEUE_URL: data.parkingQueue.queueUrl,
        THUMBNAILER_QUEUE_URL: data.thumbnailerQueues.queues.interactive.queueUrl,
        BULK_QUEUE_URL: data.thumbnailerQueues.queues.bulk.queueUrl,
        RETENTION_DAYS: String(settings.retentionDays),
      },
    });
    const queues = [data.thumbnailerQueues.deadLetters, data.refusalsQueue];
    for (const queue of queues.filter((each): each is NonNullable<typeof each> => !!each)) {
      failures.function.addEventSource(
        new SqsEventSource(queue, { batchSize, reportBatchItemFailures: true }),
      );
    }
    return failures;
  }

  #allowFailures({ parkingQueue, thumbnailerQueues, database }: DataStack): void {
    const allow = (queues: readonly IQueue[], actions: readonly string[]) =>
      this.failures.role.addToPolicy(
        new PolicyStatement({
          actions: [...actions],
          resources: queues.map(({ queueArn }) => queueArn),
        }),
      );
    const { interactive, bulk } = thumbnailerQueues.queues;
    allow([parkingQueue, interactive, bulk], ['sqs:SendMessage']);
    allow(
      [parkingQueue],
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
    );
    database.allow(this.failures, DATABASE_USERS.failures);
  }
}
