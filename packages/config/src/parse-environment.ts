import type { z } from 'zod';
import { ConfigError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Converts `MAX_BYTES` to `maxBytes`. */
type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

/** The settings for the variables of a schema, with names in camel case. */
export type Settings<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.output<Schema> as CamelCase<Name & string>]: z.output<Schema>[Name];
};

/**
 * Parses the variables of a schema and returns them with names in camel case. Errors never contain
 * values, which may be secret.
 * @example parseEnvironment(z.object({ MAX_BYTES: z.coerce.number() }), process.env) // { maxBytes:
 *   9 }
 * @throws ConfigError that lists all faults at once, by variable
 */
export function parseEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): Settings<Schema> {
  // Compiling a schema pays off only if it parses more than once.
  const { success, data, error } = schema.safeParse(environment, { jitless: true });
  if (success) {
    const settings = Object.entries(data).map(([name, value]) => [camelCase(name), value]);
    return Object.fromEntries(settings) as Settings<Schema>;
  }
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(faults);
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
