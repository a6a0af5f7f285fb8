import {
  logLevelSchema,
  parseEnvironment,
  type Environment,
  type LogLevel,
} from '@miniatura/config';
import { z } from 'zod';

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
  readonly parkingQueueUrl: string;
  readonly thumbnailerQueueUrl: string;
  readonly bulkQueueUrl: string;
  readonly retentionDays: number;
}

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  PARKING_QUEUE_URL: z.url(),
  /** Where messages are put back: each where it came from. */
  THUMBNAILER_QUEUE_URL: z.url(),
  BULK_QUEUE_URL: z.url(),
  RETENTION_DAYS: z.coerce.number().int().min(1).default(7),
});

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    databaseUrl: parsed.DATABASE_URL,
    parkingQueueUrl: parsed.PARKING_QUEUE_URL,
    thumbnailerQueueUrl: parsed.THUMBNAILER_QUEUE_URL,
    bulkQueueUrl: parsed.BULK_QUEUE_URL,
    retentionDays: parsed.RETENTION_DAYS,
  };
}
