import {
  bucketName,
  type Environment,
  logLevel,
  optional,
  parseEnvironment,
  type Settings,
  switchedOn,
  text,
  textLike,
  warehouseVariables,
  wholeNumber,
  withDefault,
} from '@miniatura/config';

const variables = {
  LOG_LEVEL: logLevel,
  DATABASE_URL: text,
  STAGING_BUCKET: bucketName,
  /** Prefix of the keys of staged files, without a slash at the end. */
  STAGING_PREFIX: withDefault(
    textLike(/^[\w.-]+(\/[\w.-]+)*$/, 'letters, digits, ._- and single slashes'),
    'staging',
  ),
  /** Bucket of the data lake; if it is missing, no data lake is written. */
  LAKE_BUCKET: optional(bucketName),
  ...warehouseVariables,
  /** The largest number of changes, and of calls, in one transaction. */
  MAX_ROWS_PER_BATCH: withDefault(wholeNumber(1, 1_000_000), 100_000),
  /** Host and port of the X-Ray daemon. Set by the Lambda runtime; without it nothing is traced. */
  AWS_XRAY_DAEMON_ADDRESS: optional(text),
  /** If true, differences are repaired immediately. */
  REPAIR_WAREHOUSE: switchedOn,
};

export type Config = Settings<typeof variables>;

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(variables, environment);
}
