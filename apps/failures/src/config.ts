import {
  type Environment,
  logLevel,
  parseEnvironment,
  retentionDays,
  type Settings,
  text,
  url,
} from '@miniatura/config';

/** The variables that the function reads. */
const variables = {
  LOG_LEVEL: logLevel,
  DATABASE_URL: text,
  PARKING_QUEUE_URL: url,
  /** The queues to which messages are redriven, each to its source queue. */
  THUMBNAILER_QUEUE_URL: url,
  BULK_QUEUE_URL: url,
  RETENTION_DAYS: retentionDays,
};

export type Config = Settings<typeof variables>;

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(variables, environment);
}
