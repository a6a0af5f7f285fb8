import { arn, oneOf, optional, textLike, textOf, wholeNumber, withDefault } from './variables.ts';

/** Powertools' log levels. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

export const logLevel = withDefault(oneOf(LOG_LEVELS), 'INFO');

/**
 * Number of days for which images and all data about them are kept, unless a stage sets another
 * period.
 */
export const DEFAULT_RETENTION_DAYS = 7;

/** The retention period in days. */
export const retentionDays = withDefault(wholeNumber(1), DEFAULT_RETENTION_DAYS);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = textLike(/^[a-z0-9.-]{3,63}$/, 'the name of a bucket');

const trueOrFalse = withDefault(oneOf(['true', 'false']), 'false');

/** A switch that is on only if the variable is `true`. */
export function switchedOn(text: string | undefined): boolean {
  return trueOrFalse(text) === 'true';
}

/** The variables of an app that calls the Data API of Redshift. */
export const warehouseVariables = {
  REDSHIFT_WORKGROUP: textOf(3, 64),
  REDSHIFT_DATABASE: textOf(1, 64),
  /** By default the function's IAM identity is used. */
  REDSHIFT_SECRET_ARN: optional(arn),
} as const;
