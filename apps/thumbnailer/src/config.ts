import { z } from 'zod';

/** How much is logged, in Powertools' words. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly databaseUrl: string;
  readonly thumbnailsBucket: string;
  readonly retentionDays: number;
  readonly memoryByteCount: number;
}

/** The environment lacks something or holds something wrong: `faults` has a line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'invalid-config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Expected a valid environment but received:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}

const environmentSchema = z.object({
  LOG_LEVEL: z.enum(LOG_LEVELS).default('INFO'),
  DATABASE_URL: z.string().min(1),
  THUMBNAILS_BUCKET: z.string().min(3),
  RETENTION_DAYS: z.coerce.number().int().min(1).default(7),
  /** Set by the Lambda runtime, in MB. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().min(128).default(2048),
});

const BYTES_PER_MB = 1024 * 1024;

/** Reads the configuration. Throws one ConfigError that lists all faults, by variable. */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const { success, data, error } = environmentSchema.safeParse(env);
  if (!success) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConfigError(faults, { cause: error });
  }
  return {
    logLevel: data.LOG_LEVEL,
    databaseUrl: data.DATABASE_URL,
    thumbnailsBucket: data.THUMBNAILS_BUCKET,
    retentionDays: data.RETENTION_DAYS,
    memoryByteCount: data.AWS_LAMBDA_FUNCTION_MEMORY_SIZE * BYTES_PER_MB,
  };
}
