import {
  type Environment,
  logLevelSchema,
  parseEnvironment,
  retentionDaysSchema,
  type Settings,
} from '@miniatura/config';
import * as z from 'zod';

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  PARKING_QUEUE_URL: z.url(),
  /** The queues to which messages are redriven, each to its source queue. */
  THUMBNAILER_QUEUE_URL: z.url(),
  BULK_QUEUE_URL: z.url(),
  RETENTION_DAYS: retentionDaysSchema,
});

export type Config = Settings<typeof environmentSchema>;

/** @throws ConfigError that lists all faults by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(environmentSchema, environment);
}
