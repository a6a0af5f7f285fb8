import type { z } from 'zod';
import { ConfigError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `maxBytes` for `MAX_BYTES`. */
type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

/** The settings that the variables of a schema become, each under its name in camel case. */
export type Settings<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.output<Schema> as CamelCase<Name & string>]: z.output<Schema>[Name];
};

/**
 * Reads the variables that a schema names, and returns each under its name in camel case. Values are
 * never repeated in an error: they may be secret.
 *
 * @example parseEnvironment(z.object({ MAX_BYTES: z.coerce.number() }), process.env) // { maxBytes: 9 }
 * @throws ConfigError that lists all faults at once, by variable
 */
export function parseEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): Settings<Schema> {
  const { success, data, error } = schema.safeParse(environment);
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
