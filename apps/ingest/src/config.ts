import {
  bucketName,
  type Environment,
  listOf,
  logLevel,
  parseEnvironment,
  type Settings,
  text,
  url,
  wholeNumber,
  withDefault,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';

/** The variables that the function reads. */
const variables = {
  LOG_LEVEL: logLevel,
  ORIGINALS_BUCKET: bucketName,
  REFUSALS_QUEUE_URL: url,
  /** The buckets that pointers may refer to: names, separated by commas. */
  POINTER_BUCKETS: listOf(text),
  MAX_BYTES: withDefault(wholeNumber(1), DEFAULT_LIMITS.maxBytes),
};

export type Config = Settings<typeof variables>;

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(variables, environment);
}
