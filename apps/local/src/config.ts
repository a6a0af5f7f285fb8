import { parseEnvironment, type Environment } from '@miniatura/config';
import { z } from 'zod';

const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite|mysql):/, {
      error: 'expected sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE',
    })
    .optional(),
});

/**
 * The database that the environment names; `fallback` where it names none.
 * @throws ConfigError
 */
export function databaseUrlOf(fallback: string, environment: Environment = process.env): string {
  return parseEnvironment(environmentSchema, environment).DATABASE_URL ?? fallback;
}
