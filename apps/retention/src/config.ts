import {
  bucketName,
  type Environment,
  logLevel,
  optional,
  parseEnvironment,
  retentionDays,
  type Settings,
  text,
  textLike,
  warehouseVariables,
} from '@miniatura/config';

/** The variables that the function reads. */
export const variables = {
  LOG_LEVEL: logLevel,
  DATABASE_URL: text,
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  STAGING_BUCKET: bucketName,
  /** The bucket of the data lake, if there is one. */
  LAKE_BUCKET: optional(bucketName),
  RETENTION_DAYS: retentionDays,
  ...warehouseVariables,
};

export type Config = Settings<typeof variables>;

/** The parsed environment of the function for copies. */
export interface CopiesConfig extends Pick<
  Settings<typeof copiesVariables>,
  'logLevel' | 'copiesRegion' | 'retentionDays'
> {
  /** The source bucket of each bucket of copies. */
  readonly sourceOf: Readonly<Record<string, string>>;
}

/** The variables that the function for copies reads. */
export const copiesVariables = {
  LOG_LEVEL: logLevel,
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  ORIGINALS_COPIES_BUCKET: bucketName,
  THUMBNAILS_COPIES_BUCKET: bucketName,
  /** The region of the copies. */
  COPIES_REGION: textLike(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'a region'),
  RETENTION_DAYS: retentionDays,
};

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(variables, environment);
}

/** @throws ConfigError that lists all faults by variable */
export function loadCopiesConfig(environment: Environment = process.env): CopiesConfig {
  const settings = parseEnvironment(copiesVariables, environment);
  return {
    logLevel: settings.logLevel,
    copiesRegion: settings.copiesRegion,
    retentionDays: settings.retentionDays,
    sourceOf: {
      [settings.originalsCopiesBucket]: settings.originalsBucket,
      [settings.thumbnailsCopiesBucket]: settings.thumbnailsBucket,
    },
  };
}
