import {
  type Environment,
  type LogLevel,
  logLevelSchema,
  parseEnvironment,
} from '@miniatura/config';
import { z } from 'zod';
import { DEFAULT_RETENTION_DAYS } from './promise.ts';

export { DEFAULT_RETENTION_DAYS };

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
  readonly originalsBucket: string;
  readonly thumbnailsBucket: string;
  readonly stagingBucket: string;
  readonly retentionDays: number;
  readonly workgroupName: string;
  readonly warehouseDatabase: string;
  /** Without it the function's IAM identity connects. */
  readonly warehouseSecretArn: string | undefined;
}

const bucketName = z.string().regex(/^[a-z0-9.-]{3,63}$/, { error: 'the name of a bucket' });

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  STAGING_BUCKET: bucketName,
  RETENTION_DAYS: z.coerce.number().int().min(1).default(DEFAULT_RETENTION_DAYS),
  REDSHIFT_WORKGROUP: z.string().min(3).max(64),
  REDSHIFT_DATABASE: z.string().min(1).max(64),
  REDSHIFT_SECRET_ARN: z.string().startsWith('arn:').optional(),
});

/** What the function for the copies is told. */
export interface CopiesConfig {
  readonly logLevel: LogLevel;
  /** Each bucket by that which it is copied to. */
  readonly sourceOf: Readonly<Record<string, string>>;
  /** Where the copies are. */
  readonly copiesRegion: string;
  readonly retentionDays: number;
}

/** The variables that the function for the copies reads. */
export const copiesEnvironmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  ORIGINALS_COPIES_BUCKET: bucketName,
  THUMBNAILS_COPIES_BUCKET: bucketName,
  COPIES_REGION: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, { error: 'a region' }),
  RETENTION_DAYS: z.coerce.number().int().min(1).default(DEFAULT_RETENTION_DAYS),
});

/** @throws ConfigError that lists all faults, by variable */
export function loadCopiesConfig(environment: Environment = process.env): CopiesConfig {
  const parsed = parseEnvironment(copiesEnvironmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    sourceOf: {
      [parsed.ORIGINALS_COPIES_BUCKET]: parsed.ORIGINALS_BUCKET,
      [parsed.THUMBNAILS_COPIES_BUCKET]: parsed.THUMBNAILS_BUCKET,
    },
    copiesRegion: parsed.COPIES_REGION,
    retentionDays: parsed.RETENTION_DAYS,
  };
}

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    databaseUrl: parsed.DATABASE_URL,
    originalsBucket: parsed.ORIGINALS_BUCKET,
    thumbnailsBucket: parsed.THUMBNAILS_BUCKET,
    stagingBucket: parsed.STAGING_BUCKET,
    retentionDays: parsed.RETENTION_DAYS,
    workgroupName: parsed.REDSHIFT_WORKGROUP,
    warehouseDatabase: parsed.REDSHIFT_DATABASE,
    warehouseSecretArn: parsed.REDSHIFT_SECRET_ARN,
  };
}
