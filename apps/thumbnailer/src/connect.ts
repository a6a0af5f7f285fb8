import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type FailureLog, failureLogOf, type ImageStore, type Metadata } from '@miniatura/metadata';
import { s3Quarantine } from '@miniatura/moderation';
import { DEFAULT_LIMITS, DEFAULT_RENDITIONS, type Limits } from '@miniatura/resize';
import { type Tracer, tracerOf } from '@miniatura/tracing';
import { rekognitionAnalysis } from './analyse-image.ts';
import type { DescribeImage } from './bedrock-description.ts';
import type { Config } from './config.ts';
import { sqsDeferral } from './defer-message.ts';
import { type DelayRetry, sqsRetries } from './delay-retry.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { MakeThumbnailsDependencies } from './make-thumbnails.ts';
import { MemoryBudget } from './memory-budget.ts';
import { FILE_SHARE, PIXEL_SHARE } from './resources.ts';
import type { RunScript } from './run-script.ts';
import {
  type OriginalReader,
  s3Originals,
  s3Thumbnails,
  type ThumbnailObjects,
} from './s3-objects.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly rekognition: RekognitionClient;
  readonly sqs: SQSClient;
  readonly metadata: ImageStore & Pick<Metadata, 'db'>;
  /** The configuration of the client, which is created for the first alt text. */
  readonly bedrock?: BedrockRuntimeClientConfig;
  /** The timeout of an alt text. A model on a laptop is slower than one on Bedrock. */
  readonly descriptionTimeoutMs?: number;
}

/** Creates the dependencies of the handler from its clients, on AWS and on a laptop. */
export function connect(
  { s3, rekognition, sqs, metadata, bedrock = {}, descriptionTimeoutMs }: Clients,
  config: Omit<
    Config,
    'logLevel' | 'databaseUrl' | 'imageLimits' | 'excludedTypes' | 'traceDaemon'
  > & {
    readonly traceDaemon?: string | undefined;
    readonly imageLimits?: Partial<Limits>;
    readonly excludedTypes?: Config['excludedTypes'] | undefined;
  },
): MakeThumbnailsDependencies & {
  readonly thumbnailsBucket: string;
  readonly failures: FailureLog;
  readonly delayRetry: DelayRetry;
  readonly tracer: Tracer;
} {
  const tracer = tracerOf('thumbnailer', config.traceDaemon);
  return {
    tracer,
    thumbnailsBucket: config.thumbnailsBucket,
    originals: tracedOriginals(s3Originals(s3), tracer),
    thumbnails: tracedThumbnails(s3Thumbnails(s3, config.thumbnailsBucket), tracer),
    metadata,
    failures: failureLogOf(metadata.db),
    delayRetry: sqsRetries(sqs),
    ...(config.largeImagesQueueUrl !== undefined && {
      deferMessage: sqsDeferral(sqs, config.largeImagesQueueUrl),
    }),
    analyse: tracer.step('analyse', rekognitionAnalysis(rekognition)),
    describe: tracer.step(
      'describe',
      descriptionBy(bedrock, config.altTextModelId, descriptionTimeoutMs),
    ),
    runScript: scriptOf(config.processingScript),
    contentMutex: new KeyedMutex(),
    pixelMemory: new MemoryBudget(config.memoryByteCount * PIXEL_SHARE),
    fileMemory: new MemoryBudget(config.memoryByteCount * FILE_SHARE),
    renditions: DEFAULT_RENDITIONS,
    limits: { ...DEFAULT_LIMITS, ...config.imageLimits },
    excludedTypes: config.excludedTypes ?? [],
    retentionDays: config.retentionDays,
    quarantine: s3Quarantine(s3),
    moderationPolicy: config.moderationPolicy,
  };
}

/** Records the time of reading an original in its trace. */
function tracedOriginals(originals: OriginalReader, tracer: Tracer): OriginalReader {
  type Read = Parameters<OriginalReader['get']>;
  const get = (...parameters: Read) => originals.get(...parameters);
  return { ...originals, get: tracer.step('read original', get) };
}

/** Records the time of storing thumbnails in their trace. */
function tracedThumbnails(thumbnails: ThumbnailObjects, tracer: Tracer): ThumbnailObjects {
  return {
    ...thumbnails,
    put: tracer.step('put thumbnail', (...parameters: Parameters<ThumbnailObjects['put']>) =>
      thumbnails.put(...parameters),
    ),
  };
}

/** The timeout of a script for one image. */
const SCRIPT_TIMEOUT_MS = 10_000;

/** Few deployments have a script or a model, so that their code is loaded on demand. */
function scriptOf(script: string | undefined): RunScript | undefined {
  if (script === undefined) return undefined;
  return async (...parameters) => {
    const { scriptRunner } = await import('./run-script.ts');
    return scriptRunner(script, { timeoutMs: SCRIPT_TIMEOUT_MS })(...parameters);
  };
}

function descriptionBy(
  bedrock: BedrockRuntimeClientConfig,
  modelId: string | undefined,
  timeoutMs: number | undefined,
): DescribeImage {
  if (modelId === undefined) return async () => undefined;
  let loading: Promise<DescribeImage> | undefined;
  return async (...parameters) => {
    loading ??= import('./bedrock-description.ts').then(({ bedrockDescription }) =>
      bedrockDescription(bedrock, modelId, timeoutMs),
    );
    return (await loading)(...parameters);
  };
}
