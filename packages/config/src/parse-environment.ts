import type { z } from 'zod';
import { ConfigError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that a schema names. Values are never repeated in an error: they may be secret.
 *
 * @example parseEnvironment(z.object({ RETENTION_DAYS: z.coerce.number() }), process.env)
 * @throws ConfigError that lists all faults at once, by variable
 */
export function parseEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(environment);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(faults);
}
