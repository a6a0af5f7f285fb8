import {
  logLevelSchema,
  parseEnvironment,
  type Environment,
  type LogLevel,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import { z } from 'zod';

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly originalsBucket: string;
  readonly refusalsQueueUrl: string;
  /** The buckets that a record may point into. */
  readonly pointerBuckets: readonly string[];
  readonly maxBytes: number;
}

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  ORIGINALS_BUCKET: z.string().min(3),
  REFUSALS_QUEUE_URL: z.url(),
  /** Names, separated by commas. */
  POINTER_BUCKETS: z.string().default(''),
  MAX_BYTES: z.coerce.number().int().min(1).default(DEFAULT_LIMITS.maxBytes),
});

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    originalsBucket: parsed.ORIGINALS_BUCKET,
    refusalsQueueUrl: parsed.REFUSALS_QUEUE_URL,
    pointerBuckets: parsed.POINTER_BUCKETS.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    maxBytes: parsed.MAX_BYTES,
  };
}
