import {
  bucketNameSchema,
  type Environment,
  listSchema,
  logLevelSchema,
  parseEnvironment,
  retentionDaysSchema,
  type Settings,
} from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { DEFAULT_LIMITS, type Limits } from '@miniatura/resize/limits';
import { ALLOWED_MEDIA_TYPES } from '@miniatura/resize/media-type';
import * as z from 'zod';

/** The limits that a stage may set. The others have defaults. */
export type ImageLimits = Readonly<Partial<Pick<Limits, 'maxBytes' | 'maxPixels' | 'maxFrames'>>>;
export const DEFAULT_IMAGE_LIMITS: Required<ImageLimits> = DEFAULT_LIMITS;

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
  THUMBNAILS_BUCKET: bucketNameSchema,
  RETENTION_DAYS: retentionDaysSchema,
  /** JSON, or the path of a file with JSON. Empty selects the default policy. */
  MODERATION_POLICY: moderationPolicySchema,
  /** The model on Bedrock that writes alt texts. Without one they are made from labels. */
  ALT_TEXT_MODEL_ID: z.string().min(1).max(255).optional(),
  /** The module that runs on every image: a path or a package. */
  PROCESSING_SCRIPT: z.string().min(1).optional(),
  MAX_BYTES: limit(DEFAULT_LIMITS.maxBytes),
  MAX_PIXELS: limit(DEFAULT_LIMITS.maxPixels),
  MAX_FRAMES: limit(DEFAULT_LIMITS.maxFrames),
  /** Separated by commas: images of these types are rejected. */
  EXCLUDED_TYPES: listSchema(z.enum(ALLOWED_MEDIA_TYPES)),
  /** The queue of the large-image job. Without one, images beyond the limits are rejected. */
  LARGE_IMAGES_QUEUE_URL: z.url().optional(),
  /** Host and port of the X-Ray daemon. Set by the Lambda runtime; without it nothing is traced. */
  AWS_XRAY_DAEMON_ADDRESS: z.string().min(1).optional(),
  /** In MB. Set by the Lambda runtime, and for the large-image job by its definition. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().min(128).default(2048),
});

/** The variables that AWS Batch sets for each job. */
const jobSchema = z.object({
  AWS_BATCH_JOB_ATTEMPT: z.coerce.number().int().min(1).default(1),
  AWS_BATCH_JOB_ID: z.string().min(1).optional(),
});

/** @throws ConfigError that lists all faults by variable */
export function loadJobConfig(environment: Environment = process.env): {
  readonly attempt: number;
  readonly jobId: string | undefined;
} {
  const { awsBatchJobAttempt, awsBatchJobId } = parseEnvironment(jobSchema, environment);
  return { attempt: awsBatchJobAttempt, jobId: awsBatchJobId };
}

const BYTES_PER_MB = 1024 * 1024;

export interface Config extends Omit<
  Settings<typeof environmentSchema>,
  'awsLambdaFunctionMemorySize' | 'awsXrayDaemonAddress' | 'maxBytes' | 'maxPixels' | 'maxFrames'
> {
  readonly memoryByteCount: number;
  readonly traceDaemon: string | undefined;
  /** The limits of an image. */
  readonly imageLimits: ImageLimits;
}

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  const { awsLambdaFunctionMemorySize, awsXrayDaemonAddress, ...others } = parsed;
  const { maxBytes, maxPixels, maxFrames, ...settings } = others;
  return {
    ...settings,
    traceDaemon: awsXrayDaemonAddress,
    imageLimits: { maxBytes, maxPixels, maxFrames },
    memoryByteCount: awsLambdaFunctionMemorySize * BYTES_PER_MB,
  };
}
