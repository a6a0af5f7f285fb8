export { CONFIG_ERROR_CODES, ConfigError } from './errors.ts';
export type { ConfigErrorCode } from './errors.ts';
export { LOG_LEVELS, logLevelSchema } from './log-level.ts';
export type { LogLevel } from './log-level.ts';
export { parseEnvironment } from './parse-environment.ts';
export type { Environment } from './parse-environment.ts';
