import * as z from 'zod';

/** Powertools' log levels. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

export const logLevelSchema = z.enum(LOG_LEVELS).default('INFO');

/**
 * Number of days for which images and all data about them are kept, unless a stage sets another
 * period.
 */
export const DEFAULT_RETENTION_DAYS = 7;

/** The retention period in days. */
export const retentionDaysSchema = z.coerce.number().int().min(1).default(DEFAULT_RETENTION_DAYS);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketNameSchema = z
  .string()
  .regex(/^[a-z0-9.-]{3,63}$/, { error: 'expected the name of a bucket' });

/** A switch that is on only if the variable is `true`. */
export const switchSchema = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Items separated by commas; by default none. */
export function listSchema<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    )
    .pipe(z.array(item));
}

/** The variables of an app that calls the Data API of Redshift. */
export const warehouseVariables = {
  REDSHIFT_WORKGROUP: z.string().min(3).max(64),
  REDSHIFT_DATABASE: z.string().min(1).max(64),
  /** By default the function's IAM identity is used. */
  REDSHIFT_SECRET_ARN: z.string().startsWith('arn:').optional(),
} as const;
