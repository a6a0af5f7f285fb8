import { collectFaults } from './collect-faults.ts';
import { ConfigError } from './errors.ts';
import type { Variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Converts `MAX_BYTES` to `maxBytes`. */
type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

/** The names of the variables that need not be set. */
type OptionalName<V extends Variables> = {
  [Name in keyof V]: undefined extends ReturnType<V[Name]> ? Name : never;
}[keyof V];

type Required<V extends Variables> = {
  readonly [Name in Exclude<keyof V, OptionalName<V>> as CamelCase<Name & string>]: ReturnType<
    V[Name]
  >;
};

type Optional<V extends Variables> = {
  readonly [Name in OptionalName<V> as CamelCase<Name & string>]?: ReturnType<V[Name]>;
};

/** The settings of variables, with names in camel case. */
export type Settings<V extends Variables> = Required<V> & Optional<V>;

/**
 * Converts variables to settings with names in camel case. Settings that need not be set may be
 * missing. Errors never contain values, which may be secret.
 * @example parseEnvironment({ MAX_BYTES: wholeNumber(1) }, process.env) // { maxBytes: 9 }
 * @throws ConfigError that lists all faults at once, by variable
 */
export function parseEnvironment<V extends Variables>(
  variables: V,
  environment: Environment,
): Settings<V> {
  const faults: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const setting = collectFaults(faults, name, () => variable(environment[name]));
    if (setting !== undefined) settings[camelCase(name)] = setting;
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return settings as Settings<V>;
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
