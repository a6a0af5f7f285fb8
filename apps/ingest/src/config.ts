import {
  bucketNameSchema,
  type Environment,
  listSchema,
  logLevelSchema,
  parseEnvironment,
  type Settings,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import * as z from 'zod';

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  ORIGINALS_BUCKET: bucketNameSchema,
  REFUSALS_QUEUE_URL: z.url(),
  /** The buckets that pointers may refer to: names, separated by commas. */
  POINTER_BUCKETS: listSchema(z.string()),
  MAX_BYTES: z.coerce.number().int().min(1).default(DEFAULT_LIMITS.maxBytes),
});

export type Config = Settings<typeof environmentSchema>;

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(environmentSchema, environment);
}
