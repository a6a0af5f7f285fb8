import {
  logLevelSchema,
  parseEnvironment,
  type Environment,
  type LogLevel,
} from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { DEFAULT_LIMITS, type Limits } from '@miniatura/resize/limits';
import { z } from 'zod';

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
  readonly thumbnailsBucket: string;
  readonly retentionDays: number;
  readonly memoryByteCount: number;
  /** The model on Bedrock that writes alt texts; without one they are made of the labels. */
  readonly altTextModelId: string | undefined;
  /** The module that is run on every picture: a path, or a package. */
  readonly processingScript: string | undefined;
  readonly moderationPolicy: ModerationPolicy;
  /** What an image may cost; `DEFAULT_LIMITS` where it is not set. */
  readonly imageLimits?: ImageLimits;
  /** The queue of the large-image job; without one, images beyond the limits are rejected. */
  readonly largeImagesQueueUrl?: string | undefined;
}

/** The limits that a stage may set, and what they are where it does not. */
export type ImageLimits = Readonly<Partial<Pick<Limits, 'maxBytes' | 'maxPixels' | 'maxFrames'>>>;
export const DEFAULT_IMAGE_LIMITS: Required<ImageLimits> = DEFAULT_LIMITS;

/** How long images are kept, unless the environment says otherwise. */
export const DEFAULT_RETENTION_DAYS = 7;

const moderationPolicySchema = z
  .string()
  .optional()
  .transform((setting, context): ModerationPolicy => {
    try {
      return loadModerationPolicy(setting);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });

const limit = (standard: number) => z.coerce.number().int().min(1).default(standard);

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  THUMBNAILS_BUCKET: z.string().min(3),
  RETENTION_DAYS: z.coerce.number().int().min(1).default(DEFAULT_RETENTION_DAYS),
  /** JSON, or a file that holds it; the default policy where it is not set. */
  MODERATION_POLICY: moderationPolicySchema,
  ALT_TEXT_MODEL_ID: z.string().min(1).max(255).optional(),
  PROCESSING_SCRIPT: z.string().min(1).optional(),
  MAX_BYTES: limit(DEFAULT_LIMITS.maxBytes),
  MAX_PIXELS: limit(DEFAULT_LIMITS.maxPixels),
  MAX_FRAMES: limit(DEFAULT_LIMITS.maxFrames),
  LARGE_IMAGES_QUEUE_URL: z.url().optional(),
  /** Set by the Lambda runtime, and for the large-image job by its definition, in MB. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().min(128).default(2048),
});

/** What AWS Batch sets for each job. */
const jobSchema = z.object({
  AWS_BATCH_JOB_ATTEMPT: z.coerce.number().int().min(1).default(1),
  AWS_BATCH_JOB_ID: z.string().min(1).optional(),
});

/** @throws ConfigError */
export function loadJobConfig(environment: Environment = process.env): {
  readonly attempt: number;
  readonly jobId: string | undefined;
} {
  const parsed = parseEnvironment(jobSchema, environment);
  return { attempt: parsed.AWS_BATCH_JOB_ATTEMPT, jobId: parsed.AWS_BATCH_JOB_ID };
}

const BYTES_PER_MB = 1024 * 1024;

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    databaseUrl: parsed.DATABASE_URL,
    thumbnailsBucket: parsed.THUMBNAILS_BUCKET,
    retentionDays: parsed.RETENTION_DAYS,
    moderationPolicy: parsed.MODERATION_POLICY,
    imageLimits: {
      maxBytes: parsed.MAX_BYTES,
      maxPixels: parsed.MAX_PIXELS,
      maxFrames: parsed.MAX_FRAMES,
    },
    altTextModelId: parsed.ALT_TEXT_MODEL_ID,
    processingScript: parsed.PROCESSING_SCRIPT,
    largeImagesQueueUrl: parsed.LARGE_IMAGES_QUEUE_URL,
    memoryByteCount: parsed.AWS_LAMBDA_FUNCTION_MEMORY_SIZE * BYTES_PER_MB,
  };
}
