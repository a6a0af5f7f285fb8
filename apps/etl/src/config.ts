import {
  bucketNameSchema,
  type Environment,
  logLevelSchema,
  parseEnvironment,
  type Settings,
  switchSchema,
  warehouseVariables,
} from '@miniatura/config';
import * as z from 'zod';

const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  STAGING_BUCKET: bucketNameSchema,
  /** Prefix of the keys of staged files, without a slash at the end. */
  STAGING_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: 'expected letters, digits, ._- and single slashes' })
    .default('staging'),
  /** Bucket of the data lake; if it is missing, no data lake is written. */
  LAKE_BUCKET: bucketNameSchema.optional(),
  ...warehouseVariables,
  /** The largest number of changes, and of calls, in one transaction. */
  MAX_ROWS_PER_BATCH: z.coerce.number().int().min(1).max(1_000_000).default(100_000),
  /** Host and port of the X-Ray daemon. Set by the Lambda runtime; without it nothing is traced. */
  AWS_XRAY_DAEMON_ADDRESS: z.string().min(1).optional(),
  /** If true, differences are repaired immediately. */
  REPAIR_WAREHOUSE: switchSchema,
});

export type Config = Settings<typeof environmentSchema>;

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(environmentSchema, environment);
}
