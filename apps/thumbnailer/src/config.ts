import {
  bucketName,
  ConfigError,
  type Environment,
  listOf,
  logLevel,
  oneOf,
  optional,
  parseEnvironment,
  retentionDays,
  type Settings,
  text,
  textOf,
  url,
  wholeNumber,
  withDefault,
} from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { DEFAULT_LIMITS, type Limits } from '@miniatura/resize/limits';
import { ALLOWED_MEDIA_TYPES } from '@miniatura/resize/media-type';

/** The limits that a stage may set. The others have defaults. */
export type ImageLimits = Readonly<Partial<Pick<Limits, 'maxBytes' | 'maxPixels' | 'maxFrames'>>>;
export const DEFAULT_IMAGE_LIMITS: Required<ImageLimits> = DEFAULT_LIMITS;

function moderationPolicy(setting: string | undefined): ModerationPolicy {
  try {
    return loadModerationPolicy(setting);
  } catch (error) {
    throw new ConfigError([(error as Error).message], { cause: error });
  }
}

const limit = (standard: number) => withDefault(wholeNumber(1), standard);

/** The variables that the function reads. */
const variables = {
  LOG_LEVEL: logLevel,
  DATABASE_URL: text,
  THUMBNAILS_BUCKET: bucketName,
  RETENTION_DAYS: retentionDays,
  /** JSON, or the path of a file with JSON. Empty selects the default policy. */
  MODERATION_POLICY: moderationPolicy,
  /** The model on Bedrock that writes alt texts. Without one they are made from labels. */
  ALT_TEXT_MODEL_ID: optional(textOf(1, 255)),
  /** The module that runs on every image: a path or a package. */
  PROCESSING_SCRIPT: optional(text),
  MAX_BYTES: limit(DEFAULT_LIMITS.maxBytes),
  MAX_PIXELS: limit(DEFAULT_LIMITS.maxPixels),
  MAX_FRAMES: limit(DEFAULT_LIMITS.maxFrames),
  /** Separated by commas: images of these types are rejected. */
  EXCLUDED_TYPES: listOf(oneOf(ALLOWED_MEDIA_TYPES)),
  /** The queue of the large-image job. Without one, images beyond the limits are rejected. */
  LARGE_IMAGES_QUEUE_URL: optional(url),
  /** Host and port of the X-Ray daemon. Set by the Lambda runtime; without it nothing is traced. */
  AWS_XRAY_DAEMON_ADDRESS: optional(text),
  /** In MB. Set by the Lambda runtime, and for the large-image job by its definition. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: withDefault(wholeNumber(128), 2048),
};

/** The variables that AWS Batch sets for each job. */
const jobVariables = {
  AWS_BATCH_JOB_ATTEMPT: withDefault(wholeNumber(1), 1),
  AWS_BATCH_JOB_ID: optional(text),
};

/** @throws ConfigError that lists all faults by variable */
export function loadJobConfig(environment: Environment = process.env): {
  readonly attempt: number;
  readonly jobId: string | undefined;
} {
  const { awsBatchJobAttempt, awsBatchJobId } = parseEnvironment(jobVariables, environment);
  return { attempt: awsBatchJobAttempt, jobId: awsBatchJobId };
}

const BYTES_PER_MB = 1024 * 1024;

export interface Config extends Omit<
  Settings<typeof variables>,
  'awsLambdaFunctionMemorySize' | 'awsXrayDaemonAddress' | 'maxBytes' | 'maxPixels' | 'maxFrames'
> {
  readonly memoryByteCount: number;
  readonly traceDaemon: string | undefined;
  /** The limits of an image. */
  readonly imageLimits: ImageLimits;
}

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(variables, environment);
  const { awsLambdaFunctionMemorySize, awsXrayDaemonAddress, ...others } = parsed;
  const { maxBytes, maxPixels, maxFrames, ...settings } = others;
  return {
    ...settings,
    traceDaemon: awsXrayDaemonAddress,
    imageLimits: { maxBytes, maxPixels, maxFrames },
    memoryByteCount: awsLambdaFunctionMemorySize * BYTES_PER_MB,
  };
}
