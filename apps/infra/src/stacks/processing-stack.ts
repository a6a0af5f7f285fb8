import { join, posix } from 'node:path';
import { FAILURES_RESOURCES } from '@miniatura/failures/resources';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import type { ImageLimits } from '@miniatura/thumbnailer/config';
import { memorySizeFor, THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Code, type ILayerVersion, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { KafkaIngest } from '../constructs/kafka-ingest.ts';
import { LargeImages } from '../constructs/large-images.ts';
import { ModelAccess } from '../constructs/model-access.ts';
import { allowOnAllResources, NodeFunction } from '../constructs/node-function.ts';
import { DATABASE_USERS } from '../database-users.ts';
import { excludedTypesVariable } from '../excluded-types-variable.ts';
import type { FunctionAssets, JobImage } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import { failedAttempts } from '../own-metrics.ts';
import { maxBytesOf, type StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface ProcessingStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly assets: FunctionAssets;
  readonly jobImage: JobImage;
}

/** Limit per five minutes on a new version, which gets a tenth of the messages. */
const FAILED_ATTEMPTS_OF_A_BAD_RELEASE = 5;
const WORKSPACE_ROOT = join(import.meta.dirname, '../../../..');
/** The folder to which Lambda unpacks layers. */
const LAYER_ROOT = '/opt';

/** Names of the limits in the thumbnailer's environment. */
const LIMIT_VARIABLES = {
  maxBytes: 'MAX_BYTES',
  maxPixels: 'MAX_PIXELS',
  maxFrames: 'MAX_FRAMES',
} as const satisfies Record<keyof ImageLimits, string>;

function limitVariables(limits: ImageLimits): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      LIMIT_VARIABLES[name as keyof ImageLimits],
      String(limit),
    ]),
  );
}

/**
 * Returns the environment for a stage's own settings; the thumbnailer has defaults for the others.
 */
function chosenEnvironment({
  altTextModelId,
  moderationPolicy,
  processingScript: script,
  imageLimits = {},
  excludedTypes,
}: StageSettings): Readonly<Record<string, string>> {
  return {
    ...(altTextModelId !== undefined && { ALT_TEXT_MODEL_ID: altTextModelId }),
    ...(moderationPolicy !== undefined && { MODERATION_POLICY: JSON.stringify(moderationPolicy) }),
    ...limitVariables(imageLimits),
    ...excludedTypesVariable({ excludedTypes }),
    ...(script !== undefined && { PROCESSING_SCRIPT: posix.join(LAYER_ROOT, script.module) }),
  };
}

/**
 * The thumbnailer, which makes thumbnails, labels and rows, and the handler that parks failed
 * messages.
 */
export class ProcessingStack extends Stack {
  readonly thumbnailer: NodeFunction;
  readonly failures: NodeFunction;
  readonly ingest: NodeFunction | undefined;
  /** Present if the stage processes images beyond the limits of the thumbnailer. */
  readonly largeImages: LargeImages | undefined;
  readonly #props: ProcessingStackProps;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { name, settings, data, assets } = props;
    if (settings.hasLargeImages === true) this.largeImages = this.#largeImages();
    this.thumbnailer = this.#thumbnailer();
    this.#allowThumbnailer(this.thumbnailer.role, '');
    data.database.allow(this.thumbnailer, DATABASE_USERS.thumbnailer);
    if (this.largeImages !== undefined) this.#allowLargeImages(this.largeImages);
    this.failures = this.#failures();
    this.#allowFailures(data);
    if (settings.kafka !== undefined && data.rejectionsQueue !== undefined) {
      this.ingest = new KafkaIngest(this, 'Kafka', {
        name,
        kafka: settings.kafka,
        code: assets('ingest'),
        logRetentionDays: settings.retentionDays,
        originals: data.originals,
        encryptionKey: data.encryptionKey,
        rejectionsQueue: data.rejectionsQueue,
        isReleasedGradually: settings.hasGradualReleases === true,
        maxBytes: maxBytesOf(settings),
      }).ingest;
    }
  }

  #thumbnailer(): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const { timeoutMs } = THUMBNAILER_RESOURCES;
    const memorySizeMB = memorySizeFor(settings.imageLimits);
    const thumbnailer = new NodeFunction(this, 'Thumbnailer', {
      functionName: functionNameOf(name, 'thumbnailer'),
      description: 'Makes thumbnails, labels and a row for each created object',
      code: assets('thumbnailer'),
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        ...this.#environment(),
        ...(this.largeImages && { LARGE_IMAGES_QUEUE_URL: this.largeImages.queue.queueUrl }),
      },
      layers: this.#scriptLayers(),
    });
    thumbnailer.release({
      isGradual: settings.hasGradualReleases === true,
      // An invocation whose messages fail counts as successful.
      fault: { metric: failedAttempts(this), threshold: FAILED_ATTEMPTS_OF_A_BAD_RELEASE },
    });
    const { interactive, bulk } = data.thumbnailerQueues.queues;
    const { batchSize, bulkBatchSize } = THUMBNAILER_RESOURCES;
    const { thumbnailerMaxConcurrency, bulkMaxConcurrency } = settings;
    for (const [queue, props] of [
      [interactive, { batchSize, maxConcurrency: thumbnailerMaxConcurrency }],
      [bulk, { batchSize: bulkBatchSize, maxConcurrency: bulkMaxConcurrency }],
    ] as const) {
      thumbnailer.live.addEventSource(
        new SqsEventSource(queue, { ...props, reportBatchItemFailures: true }),
      );
    }
    return thumbnailer;
  }

  /** Returns the environment of the thumbnailer, as a function and as a job. */
  #environment(): Readonly<Record<string, string>> {
    const { settings, data } = this.#props;
    return {
      ...DECODER_ENVIRONMENT,
      DATABASE_URL: data.database.urlFor(DATABASE_USERS.thumbnailer),
      THUMBNAILS_BUCKET: data.thumbnails.bucketName,
      RETENTION_DAYS: String(settings.retentionDays),
      ...chosenEnvironment(settings),
    };
  }

  #largeImages(): LargeImages {
    const { name, settings, vpc, jobImage } = this.#props;
    // Only functions have layers, so that large images are processed without the stage's script.
    const { PROCESSING_SCRIPT: _, ...environment } = this.#environment();
    return new LargeImages(this, 'LargeImages', {
      name,
      vpc,
      image: jobImage(),
      environment,
      retentionDays: settings.retentionDays,
    });
  }

  #allowLargeImages({ role, securityGroup, queue }: LargeImages): void {
    this.#allowThumbnailer(role, 'Large');
    this.#props.data.database.allowRole(securityGroup, role, DATABASE_USERS.thumbnailer);
    this.thumbnailer.role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    );
  }

  /** Returns the layer with the stage's script, which the function reads below `/opt`. */
  #scriptLayers(): readonly ILayerVersion[] {
    const { processingScript: script } = this.#props.settings;
    if (script === undefined) return [];
    return [
      new LayerVersion(this, 'ProcessingScript', {
        description: 'The processing script that the thumbnailer runs on every image',
        code: Code.fromAsset(join(WORKSPACE_ROOT, script.folder)),
      }),
    ];
  }

  /** Grants the permissions of the thumbnailer's code, as a function and as a job. */
  #allowThumbnailer(role: Role, prefix: '' | 'Large'): void {
    const { originals, thumbnails, encryptionKey } = this.#props.data;
    // A quarantined image moves within the bucket, with all its versions.
    new BucketAccess(this, `${prefix}MoveOriginals`, {
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
    // It copies the thumbnails of an identical image.
    new BucketAccess(this, `${prefix}WriteThumbnails`, {
      role,
      bucket: thumbnails,
      encryptionKey,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      bucketActions: ['s3:ListBucket'],
    });
    allowOnAllResources(role, 'Rekognition', {
      actions: ['rekognition:DetectLabels', 'rekognition:DetectModerationLabels'],
      reason: 'Calls of Rekognition with image bytes have no resource.',
    });
    const { altTextModelId } = this.#props.settings;
    if (altTextModelId !== undefined) {
      new ModelAccess(this, `${prefix}WriteAltTexts`, { role, modelId: altTextModelId });
    }
  }

  #failures(): NodeFunction {
    const { name, settings, vpc, data, assets } = this.#props;
    const { memorySizeMB, timeoutMs, batchSize } = FAILURES_RESOURCES;
    const failures = new NodeFunction(this, 'Failures', {
      functionName: functionNameOf(name, 'failures'),
      description: 'Records, counts and parks dead letters, and redrives them on request',
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
    failures.release({ isGradual: settings.hasGradualReleases === true });
    const queues = [
      data.thumbnailerQueues.deadLetters,
      data.rejectionsQueue,
      this.largeImages?.deadLetters,
    ];
    for (const queue of queues.filter((each): each is NonNullable<typeof each> => !!each)) {
      failures.live.addEventSource(
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
