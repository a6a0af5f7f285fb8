import { z } from 'zod';

const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite|mysql):/, 'Expected sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE')
    .optional(),
});

/** The database that the environment names; the SQLite file of the data directory otherwise. */
export function databaseUrlOf(
  fallback: string,
  env: Record<string, string | undefined> = process.env,
): string {
  return environmentSchema.parse(env).DATABASE_URL ?? fallback;
}
