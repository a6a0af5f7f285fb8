export { CONFIG_ERROR_CODES, ConfigError } from './errors.ts';
export type { ConfigErrorCode } from './errors.ts';
export { parseEnvironment } from './parse-environment.ts';
export type { Environment, Settings } from './parse-environment.ts';
export {
  bucketNameSchema,
  DEFAULT_RETENTION_DAYS,
  listSchema,
  LOG_LEVELS,
  logLevelSchema,
  retentionDaysSchema,
  switchSchema,
  warehouseVariables,
} from './settings.ts';
