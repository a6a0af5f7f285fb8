export { CONFIG_ERROR_CODES, ConfigError } from './errors.ts';
export type { ConfigErrorCode } from './errors.ts';
export { parseEnvironment } from './parse-environment.ts';
export type { Environment, Settings } from './parse-environment.ts';
export {
  bucketName,
  DEFAULT_RETENTION_DAYS,
  LOG_LEVELS,
  logLevel,
  retentionDays,
  switchedOn,
  warehouseVariables,
} from './settings.ts';
export {
  arn,
  listOf,
  oneOf,
  optional,
  text,
  textLike,
  textOf,
  textThat,
  url,
  wholeNumber,
  withDefault,
} from './variables.ts';
export type { Variable, Variables } from './variables.ts';
