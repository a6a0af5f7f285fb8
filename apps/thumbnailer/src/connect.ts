import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type FailureLog, failureLogOf, type Metadata } from '@miniatura/metadata';
import { s3Quarantine } from '@miniatura/moderation';
import { DEFAULT_LIMITS, DEFAULT_RENDITIONS, type Limits } from '@miniatura/resize';
import { rekognitionAnalysis } from './analyse-image.ts';
import {
  bedrockDescription,
  type DescribeImage,
  DESCRIPTION_TIMEOUT_MS,
} from './bedrock-description.ts';
import type { Config } from './config.ts';
import { sqsDeferral } from './defer-message.ts';
import { type DelayRetry, sqsRetries } from './delay-retry.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { MakeThumbnailsDependencies } from './make-thumbnails.ts';
import { MemoryBudget } from './memory-budget.ts';
import { FILE_SHARE, PIXEL_SHARE } from './resources.ts';
import { type RunScript, scriptRunner } from './run-script.ts';
import { s3Originals, s3Thumbnails } from './s3-objects.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly rekognition: RekognitionClient;
  readonly sqs: SQSClient;
  readonly metadata: Metadata;
  /** The configuration of the client, which is created for the first alt text. */
  readonly bedrock?: BedrockRuntimeClientConfig;
  /** The timeout of an alt text. A model on a laptop is slower than one on Bedrock. */
  readonly descriptionTimeoutMs?: number;
}

/** Creates the dependencies of the handler from its clients, on AWS and on a laptop. */
export function connect(
  { s3, rekognition, sqs, metadata, bedrock = {}, descriptionTimeoutMs }: Clients,
  config: Omit<Config, 'logLevel' | 'databaseUrl' | 'imageLimits' | 'excludedTypes'> & {
    readonly imageLimits?: Partial<Limits>;
    readonly excludedTypes?: Config['excludedTypes'] | undefined;
  },
): MakeThumbnailsDependencies & {
  readonly thumbnailsBucket: string;
  readonly failures: FailureLog;
  readonly delayRetry: DelayRetry;
} {
  return {
    thumbnailsBucket: config.thumbnailsBucket,
    originals: s3Originals(s3),
    thumbnails: s3Thumbnails(s3, config.thumbnailsBucket),
    metadata,
    failures: failureLogOf(metadata.db),
    delayRetry: sqsRetries(sqs),
    ...(config.largeImagesQueueUrl !== undefined && {
      deferMessage: sqsDeferral(sqs, config.largeImagesQueueUrl),
    }),
    analyse: rekognitionAnalysis(rekognition),
    describe: descriptionBy(bedrock, config.altTextModelId, descriptionTimeoutMs),
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

/** The timeout of a script for one image. */
const SCRIPT_TIMEOUT_MS = 10_000;

function scriptOf(script: string | undefined): RunScript | undefined {
  return script === undefined ? undefined : scriptRunner(script, { timeoutMs: SCRIPT_TIMEOUT_MS });
}

function descriptionBy(
  bedrock: BedrockRuntimeClientConfig,
  modelId: string | undefined,
  timeoutMs = DESCRIPTION_TIMEOUT_MS,
): DescribeImage {
  if (modelId === undefined) return async () => undefined;
  return bedrockDescription(bedrock, modelId, timeoutMs);
}
