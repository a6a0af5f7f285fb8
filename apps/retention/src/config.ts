import {
  bucketNameSchema,
  type Environment,
  logLevelSchema,
  parseEnvironment,
  retentionDaysSchema,
  type Settings,
  warehouseVariables,
} from '@miniatura/config';
import * as z from 'zod';

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  ORIGINALS_BUCKET: bucketNameSchema,
  THUMBNAILS_BUCKET: bucketNameSchema,
  STAGING_BUCKET: bucketNameSchema,
  /** The bucket of the data lake, if there is one. */
  LAKE_BUCKET: bucketNameSchema.optional(),
  RETENTION_DAYS: retentionDaysSchema,
  ...warehouseVariables,
});

export type Config = Settings<typeof environmentSchema>;

/** The parsed environment of the function for copies. */
export interface CopiesConfig extends Pick<
  Settings<typeof copiesEnvironmentSchema>,
  'logLevel' | 'copiesRegion' | 'retentionDays'
> {
  /** The source bucket of each bucket of copies. */
  readonly sourceOf: Readonly<Record<string, string>>;
}

/** The variables that the function for copies reads. */
export const copiesEnvironmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  ORIGINALS_BUCKET: bucketNameSchema,
  THUMBNAILS_BUCKET: bucketNameSchema,
  ORIGINALS_COPIES_BUCKET: bucketNameSchema,
  THUMBNAILS_COPIES_BUCKET: bucketNameSchema,
  /** The region of the copies. */
  COPIES_REGION: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, { error: 'expected a region' }),
  RETENTION_DAYS: retentionDaysSchema,
});

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(environmentSchema, environment);
}

/** @throws ConfigError that lists all faults by variable */
export function loadCopiesConfig(environment: Environment = process.env): CopiesConfig {
  const { logLevel, copiesRegion, retentionDays, ...buckets } = parseEnvironment(
    copiesEnvironmentSchema,
    environment,
  );
  return {
    logLevel,
    copiesRegion,
    retentionDays,
    sourceOf: {
      [buckets.originalsCopiesBucket]: buckets.originalsBucket,
      [buckets.thumbnailsCopiesBucket]: buckets.thumbnailsBucket,
    },
  };
}
