import {
  type Environment,
  type LogLevel,
  logLevelSchema,
  parseEnvironment,
} from '@miniatura/config';
import { z } from 'zod';

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
  readonly stagingBucket: string;
  /** Of the keys of staged files, without a slash at the end. */
  readonly stagingPrefix: string;
  readonly workgroupName: string;
  readonly warehouseDatabase: string;
  /** Without it the function's IAM identity connects. */
  readonly warehouseSecretArn: string | undefined;
  /** Changes, and calls, that one transaction takes at most. */
  readonly maxRowsPerBatch: number;
  /** Whether a difference that is found is repaired at once. */
  readonly repairsWarehouse: boolean;
}

const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  STAGING_BUCKET: z.string().regex(/^[a-z0-9.-]{3,63}$/, { error: 'the name of a bucket' }),
  STAGING_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: 'letters, digits, ._- and single slashes' })
    .default('staging'),
  REDSHIFT_WORKGROUP: z.string().min(3).max(64),
  REDSHIFT_DATABASE: z.string().min(1).max(64),
  REDSHIFT_SECRET_ARN: z.string().startsWith('arn:').optional(),
  MAX_ROWS_PER_BATCH: z.coerce.number().int().min(1).max(1_000_000).default(100_000),
  REPAIR_WAREHOUSE: z.enum(['true', 'false']).default('false'),
});

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    databaseUrl: parsed.DATABASE_URL,
    stagingBucket: parsed.STAGING_BUCKET,
    stagingPrefix: parsed.STAGING_PREFIX,
    workgroupName: parsed.REDSHIFT_WORKGROUP,
    warehouseDatabase: parsed.REDSHIFT_DATABASE,
    warehouseSecretArn: parsed.REDSHIFT_SECRET_ARN,
    maxRowsPerBatch: parsed.MAX_ROWS_PER_BATCH,
    repairsWarehouse: parsed.REPAIR_WAREHOUSE === 'true',
  };
}
